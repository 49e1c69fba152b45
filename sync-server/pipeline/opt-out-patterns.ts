/**
 * Opt-outs by meaning, in texts made plain. They are put to a person and hold every automatic reply, so that one too many
 * costs little and one too few a text that somebody did not want. `unless` takes back what is about something else.
 */
import type { Pattern } from './screen-patterns.ts'

const TEXTS =
  '(?:texts?|texting|txts?|txtin?g?|messag(?:es?|ing)|msgs?|msging|sms(?:es)?|spam(?:ming)?|marketing|promos?|promotions?|promotional \\w+|offers|reminders|alerts|text alerts|notifications|mailings|newsletters?|communications?|contact(?:ing)?)'
/** Between a verb and the texts that it is about. */
const OF =
  '(?:(?:me|us|all|any|these|those|the|this|your|of|with|more|further|from|getting|receiving|sending|bloody|please|constant|annoying|marketing|spam|promo|promotional|such|anymore|my|subscription to) )*'
const ME = '(?:me|us|this (?:number|phone|mobile)|my (?:number|phone|mobile))'
const CONTACT = '(?:text|txt|message|msg|contact|sms|bother|disturb|harass|spam|pester)'
const CONTACTING = '(?:texting|txting|messaging|msging|contacting|bothering|disturbing|harassing|spamming|pestering)'
const NOT = "(?:don't|dnt|didn't|won't|never|no longer|not)"
/** Where such a sentence ends, or goes on about nothing else. */
const END =
  '(?:\\s+(?:again|any ?more|no more|ever|please|thanks|thank you|now|in (?:the )?future|at all|with (?:this|these|any|your)|about (?:offers|deals|promotions|marketing)|for marketing|to (?:this|my) (?:number|phone|mobile)))*\\s*(?:$|[.!,;:)])'

const words = (source: string) => new RegExp(`\\b${source}`)

/** The carrier's keywords, and what they are in other languages. */
const KEYWORD =
  '(?:stop ?all|st[o0]p+|unsubscribe|cancel|end|quit|revoke|opt ?out|arr[eê]t(?:er|ez)?|alto|baja|basta|detener|halt)'
const QUESTION = '(?:how|what|when|where|are|is|do|does|can|could|any|book|have|send|i|the|will|which|who)'
const CLAUSE = '(?:[.,!?;:()\\-\u2013\u2014\\/]|\\p{Extended_Pictographic})'

/** Only not now, not in this way, or somebody else's. */
const NOT_NOW =
  /\b(?:call me|ring me|text me|message me|email me)\b.{0,20}\b(?:instead|tomorrow|later|text me)|\b(?:before|until|till|after (?:\d|work|hours)|at work|today|tonight|between|on (?:this|my) (?:work|other))\b|\b(?:just|only) (?:text|email|call|ring)\b|\bdon't (?:call|ring)\b.{0,20}\b(?:text|email)\b|\bnever (?:stop|got|received)\b|\bdon't stop\b|\bstop (?:by|in|off)\b/
const OTHER_LIST =
  /\b(?:waiting|cancellation|wait|guest|reserve|standby|class|party) ?list\b|\bhouse\b|\b(?:old|wrong|new|another|other|change|update) (?:number|phone|mobile)\b|\bchanged my number\b/

export const OPT_OUT: readonly Pattern[] = [
  // In the languages that are met most; whoever speaks another is read by a person anyway.
  {
    code: 'keyword',
    hit: /停止|退订|取消订阅|توقف|لا ترسل|отпи[сш]|не пишите|(?<!\p{L})(?:стоп|désabonn\p{L}*|abmelden|abbestellen|keine (?:nachrichten|sms)|ne m'?[eé]crive[sz] plus|dej(?:a|e|en) de (?:escribir|mandar|enviar)\p{L}*|no me (?:escriban?|manden?|env[ií]en?)|prze?sta[nń]\p{L}* (?:do mnie )?pisa[cć])/u,
  },
  // A keyword beside something else: the carrier does not act on it, and whoever wrote it may think that it does.
  {
    code: 'keyword',
    hit: new RegExp(
      `(?:^|${CLAUSE} ?)(?:(?:ok|okay|just|please|now|so|and) )*${KEYWORD}(?: (?:now|please|thanks|thank you))*(?: ?${CLAUSE}|$)|(?:^|${CLAUSE} ?)(?:stop ?all|st[o0]p|unsubscribe|opt ?out) (?:st[o0]p|${QUESTION})\\b|[🛑⛔🚫]`,
      'u',
    ),
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:stop|quit|cease|end|halt|discontinue|desist|kill|mute|ditch|bin|no more|enough|turn off|switch off|cut (?:it )?out|knock (?:it )?off|quit it) ${OF}${TEXTS}\\b`,
    ),
    unless: new RegExp(`${NOT_NOW.source}|\\b(?:texts?|messages?|reminders?) (?:have )?stopped\\b`),
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:cancel|end|turn|switch) ${OF}(?:texts?|texting|messages?|msgs?|sms|alerts|text alerts)(?: off)?${END}`,
    ),
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:stop (?:sending|it with) (?:me )?(?:these|those|them|this|all this|stuff)|make (?:it|them|these) stop${END}|stop (?:blowing up|filling(?: up)?|clogging|pinging|spamming) my (?:phone|inbox|mobile))\\b`,
    ),
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:please )?no (?:more |further )${OF}${TEXTS}\\b|(?:^|[,.!;] ?)(?:please )?no ${TEXTS}${END}|(?:^|[,.!;] ?)(?:please )?no more${END}`,
    ),
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:${TEXTS}|these|those|this) (?:(?:need|needs|has|have|must|should|will you|can you) )?(?:to )?(?:stop|end)${END}|can (?:the|these|your) ${TEXTS} stop\\b|(?:^|[,.!;] ?)(?:please |just |ok |okay )*(?:stop|stahp)(?: (?:all|it|text|texts|txt|now|please|thanks|thank you|this|that))*[.!]*$|stahp ${TEXTS}\\b|(?:harassment|spam|annoying|ridiculous|enough)\\b.{0,12}\\bstop${END}|\\bdesist\\b|\\bno solicit\\w*|don't solicit`,
    ),
  },
  {
    code: 'stop_texting',
    hit: /(?:[,.!;]|\bplease) ?(?:just )?stop(?: it| this| please| now)*[.!]*$/,
    unless: /\b(?:bus|tram|train|tube|next|nearest)\b/,
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:don't|dnt|never|not to) (?:ever )?(?:${CONTACT}|call) ${ME}${END}|(?:don't|dnt|never) ${CONTACT}${END}|(?:mind|could you|would you|can you|will you|please|rather you|prefer you) (?:didn't|not) (?:${CONTACT}|${CONTACTING}) ${ME}${END}|if you (?:ever )?${CONTACT}(?: ${ME})? again|(?:don't|stop|not) us(?:e|ing) (?:my|this) (?:phone )?number (?:again|for)`,
    ),
    unless: NOT_NOW,
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:refrain from|stop|quit|cease) ${CONTACTING}\\b|(?:cease|no) (?:all |further )?contact\\b|(?:asked|told) you (?:not to|to stop) ${CONTACT}`,
    ),
    unless: NOT_NOW,
  },
  {
    code: 'stop_texting',
    hit: words(
      `(?:don't|never) send (?:me |us )?(?:${OF}(?:${TEXTS})|(?:anything(?: else| more)?|any ?more|these|those|them)${END})`,
    ),
    unless: NOT_NOW,
  },
  {
    code: 'remove_me',
    hit: words(
      `(?:take|remove|delete|get|cross|strike|drop|scrub|wipe|erase|block|unlist) (?:me|us|(?:my|this|the) (?:number|phone|mobile|details|name|info\\w*|phone number|mobile number)) (?:off|from|out of|of) (?:of )?(?:your |the |this |all |any |every |these )*(?:\\w+ )?(?:list|lists|system|database|mailing|marketing|texts?|messages?|contacts?|records|promotions?|sms|books|phone|texting)\\b`,
    ),
    unless: OTHER_LIST,
  },
  {
    code: 'remove_me',
    hit: words(
      `(?:be|get|been|to be) (?:removed|taken off|taken out of|deleted|dropped|struck off)(?: from| off| of)?(?: of)? (?:your |the |this |these |all |any )*(?:\\w+ )?(?:list|lists|system|database|texts?|messages?|contacts?|records|sms)\\b`,
    ),
    unless: OTHER_LIST,
  },
  {
    code: 'remove_me',
    hit: words(
      `(?:remove|delete|erase|lose|forget|scrub|wipe|bin|destroy|get rid of) (?:my|this) (?:phone number|mobile number|number|details|data|personal data)\\b|(?:i want|let me|how do i get|how can i get|i need to get|want to (?:be|get|come)) (?:out of|off) (?:of )?(?:this|your|the) (?:\\w+ )?list\\b|(?:^|[,.!;] ?)(?:please |kindly |just )*(?:remove|delete|unlist) me${END}|(?:texts?|messages?|interested),? (?:please )?(?:remove|take) me(?: off)?${END}`,
    ),
    unless: OTHER_LIST,
  },
  { code: 'remove_me', hit: /\bdo(?:n't| not)[ -](?:contact|text|call|message|disturb) list\b/ },
  { code: 'unsubscribe', hit: /\bun[ -]?sub(?:s|bed|scribe[ds]?|scribing)?\b|\bopt(?:ing|ed)?[ -]?(?:me |us )?out\b/ },
  {
    code: 'unsubscribe',
    hit: words(
      `(?:withdraw|revoke|tak(?:e|ing) back|remove|cancel)(?:ing)? (?:my |any )?(?:consent|permission)\\b|(?:don't|didn't|never|no longer|not) consent\\b|(?:i |to )object(?:ing)? to ${OF}(?:direct )?${TEXTS}|(?:don't|didn't|never|no longer|not) (?:have |had |give |gave |given |got )*(?:you )?(?:my |any )?(?:consent|permission)\\b.{0,10}\\b(?:${CONTACT}|${CONTACTING}|call|be)`,
    ),
  },
  {
    code: 'unsubscribe',
    hit: words(
      `(?:${NOT} (?:want(?:ing)?|wish(?:ing)?|need|like|care for)|done with|done getting|(?:rather|prefer) (?:not|no)|sick|tired|fed up|bored|not interested|too many) ${OF}(?:(?:to|in|by|be|hear|get|receive|have) ${OF})*(?:${TEXTS}|(?:contacted|texted|messaged|disturbed|bothered)|from you)\\b`,
    ),
    unless: new RegExp(
      `${NOT_NOW.source}|\\bsorry\\b|\\bhear from you (?:soon|about)|\\bif you (?:don't|didn't)\\b|\\bto miss\\b|\\b(?:reminder|text|message|offer)s? (?:to|that|i got|i received)\\b`,
    ),
  },
  {
    code: 'unsubscribe',
    hit: words(
      `(?:didn't|never) (?:sign(?:ed)? up|subscribed?|agreed?|consent(?:ed)?|ask(?:ed)?|request(?:ed)?) (?:for|to) ${OF}(?:(?:get|be|receive|have) ${OF})*(?:${TEXTS}|texted|contacted|messaged)\\b|(?:didn't|never) (?:sign(?:ed)? up|subscribed?) (?:for|to) (?:this|these|it|any of this)${END}`,
    ),
  },
  {
    code: 'unsubscribe',
    hit: words(
      `(?:not|not to) (?:receive|get) (?:these|any|your|those)${OF}(?:${TEXTS})?${END}|leave (?:me|us|this number) (?:alone|be|in peace)\\b|(?:you |still |always |keep |why do you |why are you )+${CONTACTING} me\\b.{0,40}\\bstop\\b|(?:you )?(?:text|message|contact) (?:me )?too (?:much|often)\\b|go away and stop\\b`,
    ),
  },
]
