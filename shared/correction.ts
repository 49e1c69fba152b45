/** How a text that puts a wrong one right begins, where nobody has written one. */
import { type IntentKey, intentOf } from './intents.ts'

export function correctionFor(customerName: string | null, intent: IntentKey): string {
  const hello = customerName ? `Hi ${customerName.split(' ')[0]}, sorry` : 'Sorry'
  return `${hello}, our last text about ${intentOf(intent).label.toLowerCase()} was not right. Please go by this one instead: `
}
