/** Promises that nobody has undertaken to keep. */

/** Words that confirm a booking; allowed only where one is really written. */
const BOOKED: readonly RegExp[] = [
  /\b(?:i|we)(?:'ve|\s+have)?\s+(?:\w+ly\s+|just\s+|now\s+)?(?:booked|reserved|scheduled|pencill?ed|confirmed|secured|held|saved)\s+(?:you|your|that|it|this|an?|the)\b/i,
  /\b(?:i|we)(?:'ve|\s+have)?\s+(?:just\s+|now\s+)?(?:put|popped|got|squeezed|fitted|slotted|added)\s+you\s+(?:in|down|on|to)\b/i,
  /\byou(?:'re|\s+are|\s+have\s+been|'ve\s+been)\s+(?:all\s+|now\s+|officially\s+)*(?:booked|confirmed|set\b|sorted|reserved|scheduled|in\b|down\s+for|on\s+the\s+list)/i,
  /\b(?:booking|appointment|reservation|slot|place|spot|space|table|it|that|this|trim|colour|visit)(?:'s|\s+is|\s+has\s+been|\s+are)\s+(?:all\s+|now\s+)*(?:booked|confirmed|reserved|secured|sorted|arranged|cancelled|moved|rescheduled|changed|yours|safe)\b/i,
  /\b(?:see|seeing)\s+you\s+(?:then|on|at|tomorrow|today|tonight|this|next|mon|tue|wed|thu|fri|sat|sun)/i,
  /\bconsider\s+(?:it|that|this|yoursel(?:f|ves))\b/i,
  /\bin\s+the\s+diary\b/i,
  /(?<!\b(?:nothing|not|\w+n't|no|cannot|be|get|is|are)\s+(?:yet\s+)?)\bbooked\b|\b(?:that|it|this|you|all)(?:'s|\s+is|'re|\s+are)\s+(?:\w+\s+)?booked\b/i,
  /\b(?:is|are)\s+(?:all\s+|now\s+)*ready\b/i,
  /\b(?:have|got)\s+you\s+(?:down|in|on)\b|\b(?:booking|appointment)(?:'s|\s+is)\s+(?:now\s+|all\s+)*(?:made|in|on|there|here)\b/i,
  /(?:^|[.!?]\s+)\W*(?:all\s+|that's\s+)?(?:booked|confirmed|done|sorted|cancelled|arranged)\b(?:\s+for\s+you)?\s*[!.,]/i,
]

const WHO = String.raw`(?:i|we|they|she|he|you|someone|somebody|(?:a|an|one|any|our|the)\s+(?:\w+\s+){0,4}?(?:team|staff|stylists?|colleagues?|managers?|members?|us|owner|person|colourists?|therapists?))`
/** What has to be done, or may be waited for; what a venue simply does every day is none. */
const NO_DEED = String.raw`(?!\s+(?:also\s+|only\s+|always\s+)?(?:need|open|close|be\s+(?:open|closed|shut|able\s+to\s+(?:choose|find|see|book)))\b)`
const DEED = String.raw`(?:refund|redo|be\s+in\s+touch|match|waive|call\s+you|ring\s+you|phone\s+you|text\s+you|email\s+you|get\s+back|come\s+back|let\s+you\s+know|follow\s+up|make\s+it\s+up)`

const PROMISES: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:\w+'ll|will|shall|gonna|about\s+to|(?:am|are|is|'m|'re|'s)\s+going\s+to)\b${NO_DEED}`,
    'i',
  ),
  new RegExp(String.raw`\b${WHO}(?:\s+(?:can|could|would|may|might|should)|'d)?\s+(?:\w+\s+){0,3}?${DEED}\b`, 'i'),
  /\b(?:guarantee[ds]?|guaranteeing)\b/i,
  /\b(?:i|we)\s+(?:can\s+)?promise\b|\bmy\s+word\b|\bcount\s+on\b/i,
  /\brest\s+assured\b/i,
  /\bwithout\s+fail\b/i,
  /\b(?:full|partial|your)\s+refund\b|\bmoney\s+back\b|\bcompensat(?:e|ion)\b/i,
  /\b(?:i|we)(?:'m|'re|\s+am|\s+are)\s+(?:booking|reserving|holding|saving|calling|checking|sending|passing|asking)\b/i,
  /\b(?:i|we)(?:'ve|\s+have)\s+(?:\w+ly\s+|just\s+|now\s+)?(?:passed|let|told|asked|added|moved|cancelled|changed|sent|noted|arranged|sorted|left|spoken|checked)\b/i,
  /\blet\s+me\s+(?:check|find\s+out|ask|book|sort)\b|\bbear\s+with\b/i,
  /\bleave\s+(?:it|that|this)\s+(?:with|to)\s+(?:me|us)\b/i,
  /\b(?:expect|hear\s+(?:back\s+)?from)\s+(?:a\s+|us\b|me\b|one\b)/i,
]

/** Whether a text says that something is booked. */
export function confirmsBooking(text: string): boolean {
  return BOOKED.some((pattern) => pattern.test(text))
}

/** The words of each promise in a text. */
export function promisesIn(text: string, booked: boolean): string[] {
  const patterns = booked ? PROMISES : [...BOOKED, ...PROMISES]
  return patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
}
