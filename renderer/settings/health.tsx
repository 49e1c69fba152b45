import { useState } from 'react'
import { z } from 'zod'
import { numberChecked } from '#shared/number-check.ts'
import { save } from '../state/change.ts'
import { useNow } from '../state/clock.ts'
import { useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { PillTag } from '../ui/pill.tsx'
import { NUMBER_WORDS } from '../words/number.ts'
import { whenText } from '../words/time.ts'

const checked = z.union([numberChecked, numberChecked.pick({ healthy: true, reason: true, answered: true })])

interface HealthProps {
  readonly command: 'number.check' | 'reviews.check'
  readonly health: {
    readonly healthy: boolean
    readonly reason: string | null
    readonly checkedAt?: number | null | undefined
  }
  readonly online: boolean
  /** `bad`: what follows while the provider refuses. */
  readonly words: { readonly fine: string; readonly bad: string }
  /** Hears the answer as it came. */
  readonly onAnswer?: ((result: unknown) => void) | undefined
}

/** Whether a provider takes the venue's account, as it was last heard and as it says now. */
export function Health({ command, health: { healthy, reason, checkedAt }, online, words, onAnswer }: HealthProps) {
  const [asking, setAsking] = useState(false)
  const [said, setSaid] = useState<{ text: string; tone: 'fine' | 'wait' | 'stop' } | null>(null)
  const now = useNow(60_000)
  const zone = useZone()
  const ask = async () => {
    setAsking(true)
    setSaid(null)
    const answer = await save(command, {})
    setAsking(false)
    if (!answer.ok) return setSaid({ text: answer.text, tone: 'stop' })
    onAnswer?.(answer.result)
    const result = checked.safeParse(answer.result)
    if (!result.success || !result.data.answered) {
      return setSaid({ text: 'The provider did not answer: what was known before stands.', tone: 'wait' })
    }
    const number = 'number' in result.data && result.data.number !== null ? NUMBER_WORDS[result.data.number] : null
    if (number?.fine === false) return setSaid({ text: number.text, tone: 'stop' })
    setSaid(
      result.data.healthy
        ? { text: words.fine, tone: 'fine' }
        : { text: `The provider refuses: ${result.data.reason ?? 'it gives no reason'}.`, tone: 'stop' },
    )
  }
  return (
    <div className="flex max-w-96 flex-col items-end gap-1.5">
      <div className="flex items-center gap-2.5">
        <PillTag tone={healthy ? 'fine' : 'stop'}>{healthy ? 'Healthy' : 'Not healthy'}</PillTag>
        <Button size="small" disabled={!online || asking} onClick={() => void ask()}>
          {asking ? 'Checking…' : 'Check now'}
        </Button>
      </div>
      <p className="text-right text-dim text-xs" role="status">
        {said !== null ? (
          <span className={said.tone === 'fine' ? 'text-accent' : said.tone === 'wait' ? 'text-wait' : 'text-stop'}>
            {said.text}
          </span>
        ) : (
          <>
            {!healthy && `${reason ?? 'The provider refuses'}: ${words.bad}. `}
            {checkedAt == null ? 'Not checked yet' : `Checked ${whenText(zone, now, checkedAt)}`}
          </>
        )}
      </p>
    </div>
  )
}
