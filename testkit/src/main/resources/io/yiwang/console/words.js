// Every text of the page, in Chinese and in English.

const WORDS = {
  brand: ['Yiwang 沙箱', 'Yiwang sandbox'],
  skip: ['跳到正文', 'Skip to the content'],
  language: ['English', '中文'],
  languageLabel: ['Switch to English', '切换为中文'],
  theme: ['切换深浅色', 'Switch between light and dark'],
  gatewayClock: ['网关时间', 'Gateway time'],
  sections: ['栏目', 'Sections'],
  exchanges: ['请求', 'Requests'],
  money: ['国库', 'Treasury'],
  phone: ['手机', 'Phone'],
  messages: ['留言', 'Messages'],
  codes: ['二维码', 'Codes'],
  controls: ['控制', 'Controls'],
  offline: ['沙箱没有应答', 'The sandbox does not answer'],
  again: ['沙箱又有应答了', 'The sandbox answers again'],
  copied: ['已复制', 'Copied'],
  copy: ['复制', 'Copy'],
  back: ['返回', 'Back'],
  done: ['已完成', 'Done'],
  loading: ['正在读取', 'Loading'],
  tokenTitle: ['需要管理令牌', 'This sandbox asks for its admin token'],
  tokenText: ['沙箱启动时用 --admin-token 设置了令牌。令牌只保存在本标签页里。', 'The sandbox was started with --admin-token. The token is kept in this tab only.'],
  token: ['管理令牌', 'Admin token'],
  open: ['打开', 'Open'],

  // Exchanges
  filterAll: ['全部', 'All'],
  filterRefused: ['被拒', 'Refused'],
  filterFaults: ['有故障', 'With faults'],
  find: ['按操作、路径或代码查找', 'Find by operation, path or code'],
  noExchanges: ['还没有请求', 'No requests yet'],
  noExchangesText: ['把客户端指向下面的地址，每个请求都会出现在这里，并说明验签是否通过、错在哪里。', 'Point a client at the address below. Each request appears here with the verdict of its signature and, where it fails, what to change.'],
  noneFound: ['没有符合的请求', 'No request matches'],
  choose: ['从左边选一个请求', 'Choose a request on the left'],
  chooseText: ['用方向键上下移动；按 / 查找。', 'Move with the arrow keys; press / to search.'],
  gone: ['这个请求已不再保留', 'This request is no longer kept'],
  goneText: ['沙箱只保留最近 500 个请求，重置后也会清空。', 'The sandbox keeps the last 500, and forgets them on a reset.'],
  login: ['登录', 'Login'],
  loginVerdict: ['登录请求', 'A login request'],
  loginText: ['这是 OpenID Connect，不用 IGS/1 的签名。', 'This is OpenID Connect, which does not use the signatures of IGS/1.'],
  noAnswer: ['无应答', 'no answer'],
  verified: ['验签通过', 'The signature verifies'],
  notVerified: ['验签失败', 'The signature does not verify'],
  verifiedText: ['密钥 {0}。覆盖的内容与网关预期逐行一致。', 'Key {0}. What it covers is line by line what the gateway expects.'],
  unchecked: ['网关没有检查这次签名；如果检查，结论就是这样。', 'The gateway did not check this one; this is what it would have found.'],
  faultMet: ['注入的故障', 'Injected fault'],
  withoutFault: ['没有故障时的应答', 'The answer without the fault'],
  signature: ['签名', 'Signature'],
  request: ['请求内容', 'Request'],
  answer: ['应答', 'Answer'],
  copies: ['复制为', 'Copy as'],
  expected: ['网关预期签的', 'What the gateway expects to be signed'],
  actual: ['客户端签的', 'What the client signed'],
  nothing: ['没有这一行', 'no such line'],
  baseString: ['签名原文', 'Signature base string'],
  answerBase: ['网关对应答签名的原文', 'What the gateway signed under the answer'],
  body: ['报文体', 'Body'],
  headers: ['首部', 'Headers'],
  noBody: ['没有报文体', 'No body'],
  cut: ['只显示前 256 KiB', 'Only the first 256 KiB are shown'],
  binary: ['二进制，以 Base64 显示', 'Binary, shown in Base64'],
  asSent: ['原样', 'As sent'],
  formatted: ['格式化', 'Formatted'],
  openedView: ['已解密', 'Decrypted'],
  openedLabel: ['已解密的字段', 'Sealed member, decrypted'],
  asCurl: ['curl', 'curl'],
  curlText: ['已用沙箱的平台密钥重新签名：300 秒内可用一次。', 'Signed afresh with the sandbox’s platform key: good once, for 300 seconds.'],
  asTest: ['JUnit 测试', 'JUnit test'],
  testText: ['同样的请求和故障，写成断言。', 'The same request and fault, as assertions.'],
  bytes: ['{0} 字节', '{0} bytes'],
  trace: ['追踪 ID', 'Trace'],
  time: ['时间', 'Time'],
  size: ['大小', 'Size'],

  // Treasury
  moneyText: ['网关背后的国库：无论客户端收到什么，这里记的才是真正发生的。', 'The treasury behind the gateway: what really happened, whatever a client was told.'],
  settled: ['已入库', 'Received'],
  refunded: ['已退付', 'Paid back'],
  payments: ['缴款', 'Payments'],
  holds: ['锁定中', 'Open holds'],
  settledPayments: ['完成的缴款', 'Settled payments'],
  noPayments: ['还没有缴款', 'No payments yet'],
  noPaymentsText: ['锁定、确认、入库、退付的每一步都会画成时间线。', 'Hold, confirmation, settlement and refund appear here as a time line.'],
  ledger: ['账本', 'Ledger'],
  noLedger: ['账本是空的', 'The ledger is empty'],
  at: ['时间', 'Time'],
  decision: ['决定书', 'Decision'],
  order: ['订单', 'Order'],
  amount: ['金额', 'Amount'],
  dayEnd: ['日终：暂停受理', 'Day-end: refuse money'],
  heldUntil: ['锁定至 {0}', 'Held until {0}'],
  refund: ['退付 {0}', 'Refund {0}'],
  approve: ['同意', 'Approve'],
  reject: ['驳回', 'Reject'],
  payBack: ['退款到账', 'Pay back'],
  rejectNote: ['不符合退付条件', 'The conditions of a refund are not met'],

  // Phone
  phoneText: ['办事人的手机。选谁拿着它，再替他登录、签署、看回复。', 'The citizen’s phone. Choose whose it is, then log in, sign and read replies for them.'],
  holder: ['谁的手机', 'Whose phone'],
  assurance: ['认证强度', 'Assurance'],
  basic: ['基本', 'Basic'],
  verifiedAcr: ['实名', 'Verified'],
  strong: ['强', 'Strong'],
  agrees: ['同意登录', 'Agrees to log in'],
  waits: ['等我点按再签署', 'Wait for a tap before signing'],
  waitsText: ['关掉后，第二次查询时自动签署。', 'When off, the citizen signs by the second status query.'],
  signingApp: ['电子签署', 'Signing'],
  signingAsk: ['请核对平台上显示的验证码', 'Compare this code with the one on the platform'],
  approveSigning: ['签署', 'Sign'],
  refuseSigning: ['拒绝', 'Refuse'],
  expires: ['{0} 前有效', 'Valid until {0}'],
  replyFrom: ['{0} 的回复', 'A reply from {0}'],
  noNotes: ['没有新通知', 'Nothing new'],
  noNotesText: ['平台发起签署，或留言有了回复，就会出现在这里。', 'A signing that a platform starts, or a reply to a message, appears here.'],
  signings: ['全部签署', 'All signings'],
  noSignings: ['还没有签署', 'No signings yet'],
  unknownSigner: ['沙箱不认识的人', 'somebody the sandbox does not know'],
  documents: ['文件 {0} 份', 'Documents: {0}'],

  // Messages
  noMessages: ['还没有留言', 'No messages yet'],
  noMessagesText: ['客户端提交的留言会出现在这里，由你分类、转办、答复。', 'What a client submits appears here, for you to classify, forward and answer.'],
  chooseMessage: ['从左边选一条留言', 'Choose a message on the left'],
  desk: ['经办方式', 'The desk'],
  BY_THE_CLOCK: ['按时间自动办理', 'Works by the clock'],
  CLASSIFIES_ONLY: ['只分类', 'Only classifies'],
  NOT_AT_ALL: ['不动', 'Does nothing'],
  author: ['留言人', 'Author'],
  anonymous: ['匿名', 'Anonymous'],
  region: ['地区', 'Region'],
  campaign: ['专题', 'Campaign'],
  category: ['类别', 'Category'],
  attachments: ['附件', 'Attachments'],
  classify: ['分类', 'Classify'],
  forward: ['转办', 'Forward'],
  reply: ['答复', 'Reply'],
  close: ['办结', 'Close'],
  giveBack: ['退回', 'Give back'],
  publish: ['公开', 'Publish'],
  published: ['已公开', 'Published'],
  replyText: ['答复或说明', 'Reply or note'],
  needText: ['请先写内容', 'Write something first'],
  rating: ['评价 {0} 分', 'Rated {0}'],
  timeline: ['经过', 'Time line'],

  // Codes
  codesText: ['网关签名的二维码，以及处罚决定书；伪造的、过期的也可以做。', 'The codes that this gateway signs, and decision letters; forged and expired ones too.'],
  kind: ['种类', 'Kind'],
  penalty: ['处罚决定', 'Penalty'],
  service: ['服务事项', 'Service'],
  campaignCode: ['专题', 'Campaign'],
  signingCode: ['签署', 'Signing'],
  number: ['编号', 'Number'],
  validity: ['真伪', 'Condition'],
  genuine: ['真码', 'Genuine'],
  forged: ['伪造的', 'Forged'],
  expired: ['过期的', 'Expired'],
  draw: ['生成', 'Draw'],
  codePicture: ['二维码', 'Code'],
  codeText: ['二维码的内容', 'Text of the code'],
  letter: ['决定书', 'Decision letter'],
  letterAlt: ['决定书 {0} 的图', 'Picture of the letter of decision {0}'],
  codeAlt: ['二维码，内容见下', 'A QR code; its text is below'],
  download: ['下载', 'Download'],
  onlyPenalty: ['只有处罚决定有决定书', 'Only penalty decisions have a letter'],

  // Controls
  faults: ['故障', 'Faults'],
  faultsText: ['下一个（或几个）请求会这样出错。', 'The next request, or the next few, goes wrong in this way.'],
  operation: ['操作', 'Operation'],
  anyOperation: ['任何操作', 'Any operation'],
  fault: ['故障', 'Fault'],
  times: ['次数', 'Times'],
  inject: ['注入', 'Inject'],
  waiting: ['等待发生', 'Waiting'],
  noFaults: ['没有等待的故障，一切正常。', 'No fault is waiting; all goes well.'],
  takeBack: ['全部取消', 'Take all back'],
  clock: ['时钟', 'Clock'],
  clockText: ['网关的时间。拨动后，到期、入库、退付、回复随之发生。', 'The gateway’s time. Expiry, settlement, refunds and replies follow it.'],
  setClock: ['设为', 'Set to'],
  clockSynced: ['与本机一致', 'Same as this machine'],
  clockOff: ['与本机相差 {0}', 'Off by {0} from this machine'],
  callbacks: ['回调', 'Callbacks'],
  callbackUrl: ['回调地址', 'Callback URL'],
  noCallback: ['还没有设置回调地址。', 'No callback URL is set yet.'],
  save: ['保存', 'Save'],
  automatic: ['一发生就投递', 'Deliver as they happen'],
  waitingEvents: ['{0} 个事件待投递', '{0} events waiting'],
  IN_ORDER: ['依次投递', 'Deliver'],
  TWICE: ['每个投两次', 'Twice each'],
  SHUFFLED: ['打乱次序', 'Shuffled'],
  FORGED: ['伪造签名', 'Forged'],
  delivered: ['已投递 {0} 个：{1}', '{0} delivered: {1}'],
  keys: ['密钥', 'Keys'],
  rotateSign: ['更换签名密钥', 'Rotate signing key'],
  rotateSeal: ['更换加密密钥', 'Rotate sealing key'],
  withdraw: ['停用旧密钥', 'Withdraw old keys'],
  gatewayKey: ['网关', 'Gateway'],
  platformKey: ['平台', 'Platform'],
  sign: ['签名', 'signs'],
  encrypt: ['加密', 'seals'],
  current: ['现用', 'current'],
  revoked: ['已吊销', 'revoked'],
  revoke: ['吊销', 'Revoke'],
  reset: ['重置', 'Reset'],
  resetText: ['缴款、签署、留言、故障、时钟、密钥全部回到刚启动时。', 'Payments, signings, messages, faults, clock and keys go back to the start.'],
  resetSure: ['确定重置', 'Reset everything'],
  minutes5: ['+5 分钟', '+5 min'],
  hour1: ['+1 小时', '+1 hour'],
  day1: ['+1 天', '+1 day'],
  week1: ['+7 天', '+7 days'],
  minus10: ['−10 分钟', '−10 min'],

  // Parameters of faults
  duration: ['时长（秒）', 'Seconds'],
  age: ['多旧（秒）', 'Age in seconds'],
  by: ['偏差（秒）', 'Off by seconds'],
  retryAfter: ['多少秒后再试', 'Retry after seconds'],
  status: ['状态码', 'Status'],
  mebibytes: ['解压后 MiB', 'MiB unpacked'],
  location: ['重定向地址', 'Location'],
};

const STATES = {
  HELD: ['已锁定', 'Held'],
  SETTLING: ['入库中', 'Settling'],
  SETTLED: ['已入库', 'Settled'],
  REFUNDING: ['退付中', 'Refunding'],
  REFUNDED: ['已退付', 'Refunded'],
  RELEASED: ['已释放', 'Released'],
  EXPIRED: ['已过期', 'Expired'],
  REQUESTED: ['已申请', 'Requested'],
  APPROVED: ['已同意', 'Approved'],
  PAID_BACK: ['已到账', 'Paid back'],
  REJECTED: ['已驳回', 'Rejected'],
  WAITING: ['待签署', 'Waiting'],
  SIGNED: ['已签署', 'Signed'],
  REFUSED: ['已拒绝', 'Refused'],
  CANCELLED: ['已撤销', 'Cancelled'],
  RECEIVED: ['已收到', 'Received'],
  CLASSIFIED: ['已分类', 'Classified'],
  FORWARDED: ['已转办', 'Forwarded'],
  REPLIED: ['已答复', 'Replied'],
  CLOSED: ['已办结', 'Closed'],
  RETURNED: ['已退回', 'Returned'],
};

const FAULTS = {
  answerLost: ['办完了，应答丢失', 'Done, answer lost'],
  resetBeforeWork: ['没办，连接重置', 'Reset, nothing done'],
  resetAfterWork: ['办完了，连接重置', 'Done, then reset'],
  slowBody: ['报文体很慢', 'Slow body'],
  halfBody: ['报文体只有一半', 'Half a body'],
  unsignedError: ['代理报错，没办', 'Proxy error, nothing done'],
  unsignedErrorAfterWork: ['办完了，代理报错', 'Done, then proxy error'],
  unsignedAnswer: ['应答没有签名', 'Unsigned answer'],
  forgedSignature: ['应答签名是伪造的', 'Forged answer'],
  answerOfAnotherRequest: ['别的请求的应答', 'Answer of another request'],
  staleAnswer: ['陈旧的应答', 'Stale answer'],
  wrongDigest: ['报文体与摘要不符', 'Body changed'],
  clockSkew: ['网关时钟偏差', 'Gateway clock off'],
  keyRotated: ['应答前换密钥', 'Key rotated'],
  rateLimited: ['限流 429', 'Rate limited, 429'],
  maintenance: ['维护 503', 'Maintenance, 503'],
  inProgress: ['处理中 409', 'In progress, 409'],
  signedError: ['内部错误，没办', 'Signed 500, nothing done'],
  signedErrorAfterWork: ['办完了，内部错误', 'Done, then signed 500'],
  malformedJson: ['格式错误的 JSON', 'Malformed JSON'],
  gzipBomb: ['压缩炸弹', 'Gzip bomb'],
  redirect: ['未签名的重定向', 'Unsigned redirect'],
};

const OPERATIONS = {
  'keys.list': ['查密钥', 'List keys'],
  'catalog.search': ['搜服务', 'Search services'],
  'catalog.guide': ['办事指南', 'Service guide'],
  'catalog.changes': ['目录变化', 'Catalog changes'],
  'catalog.snapshot': ['目录快照', 'Catalog snapshot'],
  'catalog.collections': ['专栏', 'Collections'],
  'catalog.themes': ['主题', 'Themes'],
  'catalog.regions': ['地区', 'Regions'],
  'fine.lookup': ['查罚款', 'Look up a fine'],
  'fine.search': ['我的罚款', 'A citizen’s fines'],
  'fine.hold': ['锁定缴款', 'Hold a payment'],
  'fine.confirm': ['确认缴款', 'Confirm a payment'],
  'fine.release': ['释放缴款', 'Release a payment'],
  'fine.payment': ['查缴款', 'Read a payment'],
  'fine.paymentByOrder': ['按订单查缴款', 'Find a payment'],
  'fine.refund': ['申请退付', 'Ask for a refund'],
  'fine.refundStatus': ['查退付', 'Read a refund'],
  'fine.receipt': ['查票据', 'Read a receipt'],
  'fine.receiptDocument': ['票据文件', 'Receipt document'],
  'fine.statement': ['对账单', 'Statement'],
  'identity.configuration': ['登录配置', 'Login configuration'],
  'identity.check': ['核验身份', 'Check an identity'],
  'signing.start': ['发起签署', 'Start a signing'],
  'signing.status': ['查签署', 'Read a signing'],
  'signing.cancel': ['撤销签署', 'Cancel a signing'],
  'message.categories': ['留言类别', 'Message categories'],
  'message.campaigns': ['专题列表', 'Campaigns'],
  'message.campaign': ['专题', 'Campaign'],
  'message.published': ['公开留言', 'Published messages'],
  'message.attach': ['上传附件', 'Upload an attachment'],
  'message.submit': ['提交留言', 'Submit a message'],
  'message.batch': ['批量留言', 'Submit a batch'],
  'message.status': ['查留言', 'Read a message'],
  'message.rate': ['评价', 'Rate a reply'],
  'notice.list': ['政务要闻', 'Notices'],
};

let english = false;

export function speak(language) {
  english = language === 'en';
  document.documentElement.lang = english ? 'en' : 'zh-CN';
}

export const language = () => (english ? 'en' : 'zh-CN');

function fill(text, values) {
  return values.reduce((all, value, i) => all.replace(`{${i}}`, () => String(value)), text);
}

const of = (table, name) => table[name]?.[english ? 1 : 0];

/** Returns the text of a name with {0} and {1} filled in. */
export const t = (name, ...values) => fill(of(WORDS, name) ?? name, values);
export const state = (name) => of(STATES, name) ?? name;
export const fault = (name) => of(FAULTS, name) ?? name;
export const operation = (name) => of(OPERATIONS, name) ?? name ?? '';

const china = (options) => (text) =>
  text ? new Intl.DateTimeFormat(language(), { timeZone: 'Asia/Shanghai', hourCycle: 'h23', ...options }).format(new Date(text)) : '';

export const clockTime = china({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const shortTime = china({ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
export const minuteTime = china({ hour: '2-digit', minute: '2-digit' });

export function yuan(fen) {
  return new Intl.NumberFormat(language(), { minimumFractionDigits: 2 }).format(fen / 100);
}

export function seconds(iso) {
  const parts = /^(-)?P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(iso ?? '') ?? [];
  const sum = (Number(parts[2] ?? 0) * 86400) + (Number(parts[3] ?? 0) * 3600) + (Number(parts[4] ?? 0) * 60) + Number(parts[5] ?? 0);
  return parts[1] ? -sum : sum;
}

/** Formats a number of seconds in its two largest units. */
export function span(total) {
  const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  let rest = Math.abs(Math.round(total));
  const said = [];
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0 && said.length < 2) {
      said.push(new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: english ? 'short' : 'long' }).format(count));
    }
  }
  return (total < 0 ? '−' : '+') + said.join(english ? ' ' : '');
}
