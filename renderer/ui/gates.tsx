/** The gates as a checklist: failed ones first, pass and fail by icon and by word. Serves "Why?" wherever it is asked. */
import { Check, Minus } from 'lucide-react'
import type { GateResult } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import { goTo } from '../state/ui.ts'
import { decidingSetting, GATE_SHORT, gateMeasure, gateMeasureShort, orderedGates, settingOf } from '../words/why.ts'
import { ActionKeys } from './button.tsx'
import { cx } from './cx.ts'

interface ChecklistProps {
  readonly gates: readonly GateResult[]
  /** What the text was read as: its guardrail looks up facts of its own. */
  readonly intent: IntentKey | null
  readonly owner: boolean
  /** The key to the setting that decides holds here. */
  readonly keyed?: boolean
}

export function GateChecklist({ gates, intent, owner, keyed = false }: ChecklistProps) {
  const first = owner ? decidingSetting(gates, intent) : null
  const deciding = gates.find((g) => !g.pass && settingOf(g.code, intent) === first)?.code
  return (
    <ul className="overflow-hidden rounded-[9px] border border-line">
      {orderedGates(gates).map((gate) => {
        const page = settingOf(gate.code, intent)
        return (
          <li
            key={gate.code}
            className={cx(
              'grid grid-cols-[18px_1fr_auto] items-center gap-x-2 border-line border-b px-3 py-2 last:border-0',
              !gate.pass && 'bg-wait-soft',
            )}
          >
            <GateIcon pass={gate.pass} />
            <span>
              {gate.text}
              <span className={cx('block text-xs', gate.pass ? 'text-dim' : 'text-wait')}>
                {gate.pass ? 'Pass' : 'Fail'}
                {gateMeasure(gate) !== '' && ` · ${gateMeasure(gate)}`}
              </span>
            </span>
            {!gate.pass && owner && page !== null && (
              <button
                type="button"
                className="inline-flex items-center gap-1.5 rounded text-xs"
                onClick={() => goTo(page)}
              >
                <span className="underline underline-offset-2">Change</span>
                {keyed && gate.code === deciding && <ActionKeys action="open_setting" />}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

export function GateIcon({ pass }: { readonly pass: boolean }) {
  return pass ? (
    <Check size={14} className="text-accent" aria-hidden="true" />
  ) : (
    <Minus size={14} className="text-wait" aria-hidden="true" />
  )
}

const SHORT_LIST = 5

/** The short form beside a thread: what failed, a few that passed, the number of the rest. */
export function GateShortList({ gates, onAll }: { readonly gates: readonly GateResult[]; readonly onAll: () => void }) {
  const failed = gates.filter((g) => !g.pass)
  const telling = gates.filter((g) => g.pass && ['training', 'confidence', 'cap_hour', 'guardrail'].includes(g.code))
  const shown = [...failed, ...telling.slice(0, Math.max(1, SHORT_LIST - failed.length))]
  const rest = gates.length - shown.length
  return (
    <ul className="overflow-hidden rounded-[9px] border border-line">
      {shown.map((gate) => (
        <li
          key={gate.code}
          className={cx(
            'grid grid-cols-[16px_1fr_auto] items-center gap-2 border-line border-b px-2.5 py-1.5',
            !gate.pass && 'bg-wait-soft',
          )}
        >
          <GateIcon pass={gate.pass} />
          <span className="truncate">
            <span className="sr-only">{gate.pass ? 'Pass: ' : 'Fail: '}</span>
            {GATE_SHORT[gate.code]}
          </span>
          <span
            className={cx('max-w-28 truncate text-xs', gate.pass ? 'text-faint' : 'text-wait')}
            title={gateMeasure(gate)}
          >
            {gateMeasureShort(gate)}
          </span>
        </li>
      ))}
      <li>
        <button
          type="button"
          onClick={onAll}
          className="grid w-full grid-cols-[16px_1fr_auto] items-center gap-2 px-2.5 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
        >
          <GateIcon pass />
          <span>{rest} more</span>
          <span className="text-faint text-xs">all fine</span>
        </button>
      </li>
    </ul>
  )
}
