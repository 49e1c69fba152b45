/** Keeps what a customer has written as a case, expecting what became of it. */
import { save } from './change.ts'
import { say } from './ui.ts'

export async function saveAsEval(messageId: string): Promise<void> {
  const saved = await save('eval.add', { messageId })
  say(saved.ok ? 'Saved as an eval. You find it in the settings, under Evals.' : saved.text)
}
