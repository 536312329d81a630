package shop.wallet

import io.yiwang.Gateway
import io.yiwang.RejectedException
import io.yiwang.catalog.CatalogClient
import io.yiwang.catalog.ServiceQuery
import io.yiwang.journal.Journal
import io.yiwang.messages.FollowerListener
import io.yiwang.messages.MessageEvent
import io.yiwang.messages.MessageFollower
import io.yiwang.payments.cashier.ChargeAnswer
import io.yiwang.payments.cashier.FineCashier
import io.yiwang.payments.cashier.FineOutcome
import io.yiwang.payments.cashier.FineTicket
import io.yiwang.payments.cashier.PayerCharge
import io.yiwang.payments.cashier.Quote
import io.yiwang.signing.PayloadCipher
import java.time.OffsetDateTime

/** A wallet in Kotlin: what may be absent is of a nullable type, and a listener is a lambda. */
class Wallet(private val gateway: Gateway, journal: Journal, charge: PayerCharge) {
    private val cashier: FineCashier =
        FineCashier.builder()
            .gateway(gateway)
            .journal(journal)
            .payerCharge(charge)
            .channel("wallet")
            .build()

    private val follower: MessageFollower =
        MessageFollower.builder(gateway, journal)
            .listener(FollowerListener { event -> println(described(event)) })
            .build()

    fun services(text: String): List<String> =
        CatalogClient(gateway).search(ServiceQuery.text(text)).take(5).mapNotNull { it.name() }

    fun quote(decision: String, plate: String, cipher: PayloadCipher): String =
        cashier.quote(listOf(FineTicket.ofPlate(decision, plate))).text(cipher)

    fun pay(orderNo: String, quote: String, cipher: PayloadCipher): String =
        when (cashier.pay(orderNo, Quote.of(quote, cipher))) {
            is FineOutcome.Settled -> "settled"
            is FineOutcome.Pending -> "pending"
            is FineOutcome.Refused -> "refused"
        }

    fun quotedAt(quote: Quote): OffsetDateTime? = quote.penalties().first().quotedAt()

    fun followed(): Long = follower.figures().unfinished()

    private fun described(event: MessageEvent): String = event.messageId()
}

fun chargeAnswer(known: ChargeAnswer?): ChargeAnswer = known ?: ChargeAnswer.notFound()

fun code(rejected: RejectedException): String = rejected.code()
