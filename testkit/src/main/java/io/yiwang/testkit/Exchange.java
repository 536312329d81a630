package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that has passed the gateway's checks: signed, fresh, of the document's shape.
 *
 * @param operationId as in the OpenAPI document
 * @param path the path parameters
 * @param query the query parameters, decoded
 * @param headers by lower-case name
 * @param body the JSON body with every sealed member opened: its place holds the text itself;
 *     absent for a GET and for an attachment
 * @param content the raw body
 * @param platform the key id under which the request was signed
 * @param citizen in whose name the call is made
 * @param language {@code zh-CN} or {@code en}
 * @param now by the sandbox's clock
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record Exchange(
    String operationId,
    Map<String, String> path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    @Nullable ObjectNode body,
    byte[] content,
    String platform,
    @Nullable Citizen citizen,
    String language,
    Instant now) {}
