/** Promises that nobody has undertaken to keep. */

/** Words that confirm a booking; allowed only where one is really written. */
const BOOKED: readonly RegExp[] = [
  /\b(?:i|we)(?:'ve|\s+have)?\s+(?:\w+ly\s+|just\s+|now\s+)?(?:booked|reserved|scheduled|pencill?ed|confirmed|secured|held|saved)\s+(?:you|your|that|it|this|an?|the)\b/i,
  /\b(?:i|we)(?:'ve|\s+have)?\s+(?:just\s+|now\s+)?(?:put|popped|got|squeezed|fitted|slotted|added)\s+you\s+(?:in|down|on|to)\b/i,
  /\byou(?:'re|\s+are|\s+have\s+been|'ve\s+been)\s+(?:all\s+|now\s+|officially\s+)*(?:booked|confirmed|set\b|sorted|reserved|scheduled|in\s+for|down\s+for)/i,
  /\b(?:booking|appointment|reservation|slot|place|spot|space|table|it|that|this|trim|colour|visit)(?:'s|\s+is|\s+has\s+been|\s+are)\s+(?:all\s+|now\s+)*(?:booked|confirmed|reserved|secured|sorted|cancelled|moved|rescheduled|changed)\b/i,
  /\bsee\s+you\s+(?:then|on|at|tomorrow|today|tonight|this|next|mon|tue|wed|thu|fri|sat|sun)/i,
  /^\W*(?:all\s+)?(?:booked|confirmed|done|sorted)\b\s*[!.]/i,
]

const WHO = String.raw`(?:i|we|they|she|he|you|someone|somebody|(?:a|an|one|any|our|the)\s+(?:\w+\s+){0,4}?(?:team|staff|stylists?|colleagues?|managers?|members?|us|owner|person|colourists?|therapists?))`
const WILL = String.raw`(?:'ll|\s+will|\s+shall|'re\s+going\s+to|'m\s+going\s+to|\s+(?:is|are|am)\s+going\s+to)`
const DEED = String.raw`(?:call|ring|phone|text|message|email|contact|be\s+in\s+touch|be\s+(?:called|contacted|refunded)|get\s+(?:back|in\s+touch|a\s+(?:call|text|reply))|come\s+back\s+to|let\s+you\s+know|follow|reply|respond|update|check|find\s+out|look\s+into|sort|fix|hold|save|keep|reserve|book|refund|make\s+(?:sure|it\s+up)|ensure|send|pass|confirm|fit|squeeze|hear\s+(?:from|back)|receive|waive|match)`

const PROMISES: readonly RegExp[] = [
  new RegExp(String.raw`\b${WHO}${WILL}\s+(?:\w+\s+){0,3}?${DEED}\b`, 'i'),
  /\b(?:guarantee[ds]?|guaranteeing)\b/i,
  /\b(?:i|we)\s+(?:can\s+)?promise\b/i,
  /\brest\s+assured\b/i,
  /\bwithout\s+fail\b/i,
  /\b(?:full|partial)\s+refund\b|\bmoney\s+back\b|\bcompensat(?:e|ion)\b/i,
  /\b(?:i|we)(?:'m|'re|\s+am|\s+are)\s+(?:booking|reserving|holding|saving|calling|checking)\s+(?:you|your|that|it|this|a|the|with)\b/i,
  /\blet\s+me\s+(?:check|find\s+out|ask|book|sort)\b/i,
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
