/** Whether a reply owns up to being written by a machine. */

const DENIES =
  /\b(?:i'?m|i\s+am|this\s+is|it'?s|it\s+is|you(?:'re|\s+are)\s+(?:\w+\s+)?(?:to|with))\s+(?:\w+\s+){0,3}?(?:human|person|real|live)\b|\b(?:not|isn't|no)\s+(?:an?\s+|any\s+|actually\s+|just\s+)*(?:chat\s?bot|bot|robot|machine|automated|automatic|ai|assistant|computer)\b|\b(?:a|any)\s+(?:bot|robot|machine)\b[^.!?]*\b(?:no|not|never)\b|\ball\s+human\b/i
const OWNS_UP = /\b(?:automated|automatic|assistant|bot|chat\s?bot|machine|ai)\b/i

/** It says that a person writes, or leaves the question unanswered. */
export function deniesMachine(reply: string, isAsked: boolean): boolean {
  return DENIES.test(reply) || (isAsked && !OWNS_UP.test(reply))
}
