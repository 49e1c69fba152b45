import { useEffect, useState } from 'react'
import { BACKTEST_MARKS, type BacktestMark, type BacktestReport, type BacktestText } from '#shared/backtest.ts'
import { intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { DraftRow } from '#shared/rows.ts'
import type { FoundText } from '#shared/rpc.ts'
import { desk } from '../../desk.ts'
import { ask } from '../../state/ask.ts'
import { useNow } from '../../state/clock.ts'
import { select } from '../../state/selection.ts'
import { goTo } from '../../state/ui.ts'
import { Changes } from '../../thread/changes.tsx'
import { Button } from '../../ui/button.tsx'
import { PillTag } from '../../ui/pill.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { becameOf, heldText, MARK, wouldText } from '../../words/backtest.ts'
import { whenText } from '../../words/time.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'

/** Texts that are shown at first. */
const FEW = 12

/** The texts themselves: what would have become of each, beside what did. */
export function Texts({ zone, report }: { readonly zone: string; readonly report: BacktestReport }) {
  const of = (mark: BacktestMark) => report.marks.find((one) => one.mark === mark)?.texts ?? 0
  const [chosen, setChosen] = useState<BacktestMark | null>(null)
  const mark = chosen ?? BACKTEST_MARKS.find((one) => of(one) > 0) ?? 'held'
  const [all, setAll] = useState(false)
  const kept = report.newest.filter((text) => text.mark === mark)
  const shown = all ? kept : kept.slice(0, FEW)
  const words = useTexts(shown)
  const now = useNow(60_000)
  return (
    <Box label="Texts">
      <BoxHead title="Text by text" text={EXPLAINED[mark]} />
      <div className="px-4.5 pb-3">
        <Segmented<BacktestMark>
          label="Which texts"
          value={mark}
          segments={BACKTEST_MARKS.map((one) => ({
            value: one,
            label: `${MARK[one].label} ${of(one).toLocaleString('en-GB')}`,
          }))}
          onChange={setChosen}
        />
      </div>
      {shown.length === 0 ? (
        <Nothing>None.</Nothing>
      ) : (
        <table aria-label="Texts" className="w-full table-fixed border-collapse text-left">
          <thead>
            <tr className="border-line border-t text-faint text-xs [&>th]:px-3 [&>th]:pt-2.5 [&>th]:pb-1.5 [&>th]:font-normal [&>th:first-child]:pl-4.5">
              <th scope="col" className="w-[36%]">
                The customer wrote
              </th>
              <th scope="col">Would have been</th>
              <th scope="col">What staff did</th>
              <th scope="col" className="w-[132px]">
                <span className="sr-only">Mark</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((text) => (
              <Line
                key={text.inboundMessageId}
                text={text}
                found={words.get(text.inboundMessageId)}
                when={whenText(zone, now, text.at)}
              />
            ))}
          </tbody>
        </table>
      )}
      {of(mark) > shown.length && (
        <p className="flex items-center gap-3 border-line border-t px-4.5 py-2 text-dim text-xs">
          The newest {shown.length} are shown.
          {kept.length > shown.length && (
            <Button size="small" look="quiet" onClick={() => setAll(true)}>
              Show {kept.length}
            </Button>
          )}
        </p>
      )}
    </Box>
  )
}

const EXPLAINED: Record<BacktestMark, string> = {
  wrong: 'These would have left by themselves, and staff changed what they say, rejected them or reported them.',
  held_now: 'These left by themselves then, and would be held for a person.',
  unproved: 'These would have left by themselves and did not; nobody has said whether the reply was right.',
  as_then: 'These left by themselves, and would again; nobody has said whether the reply was right.',
  right: 'These would have left by themselves; staff sent the same, or nearly.',
  held: 'These would wait for a person, or are no matter for the AI.',
}

/** The customers' words, as far as they are on this desk. */
function useTexts(shown: readonly BacktestText[]): ReadonlyMap<string, FoundText> {
  const [found, setFound] = useState<ReadonlyMap<string, FoundText>>(new Map())
  const ids = shown.map((text) => text.inboundMessageId).join()
  useEffect(() => {
    let gone = false
    if (ids !== '')
      void ask(desk.texts(ids.split(','))).then((texts) => {
        if (!gone && texts !== undefined) setFound(new Map(texts.map((one) => [one.id, one])))
      })
    return () => {
      gone = true
    }
  }, [ids])
  return found
}

interface LineProps {
  readonly text: BacktestText
  readonly found: FoundText | undefined
  readonly when: string
}

function Line({ text, found, when }: LineProps) {
  const [open, setOpen] = useState(false)
  const { label, tone } = MARK[text.mark]
  return (
    <>
      <tr className="border-line border-t align-top [&>td]:px-3 [&>td]:py-2 [&>td:first-child]:pl-4.5">
        <td>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="block w-full truncate text-left hover:underline"
          >
            {found?.text ?? 'Not on this desk'}
          </button>
          <span className="block truncate text-dim text-xs">
            {found === undefined ? '' : `${found.name} · `}
            {when} · {intentOf(text.intent).label}, {percent(text.confidence)}
          </span>
        </td>
        <td>{wouldText(text)}</td>
        <td>{becameOf(text.became)}</td>
        <td>
          <PillTag tone={tone}>{label}</PillTag>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4} className="px-4.5 pb-3">
            <Beside text={text} conversationId={found?.conversationId ?? text.conversationId} />
          </td>
        </tr>
      )}
    </>
  )
}

/** The AI's words and what really left, word by word. */
function Beside({ text, conversationId }: { readonly text: BacktestText; readonly conversationId: string }) {
  const [draft, setDraft] = useState<DraftRow | null>(null)
  const { draftId } = text
  useEffect(() => {
    let gone = false
    if (draftId !== null) void ask(desk.draft(draftId)).then((row) => !gone && row !== undefined && setDraft(row))
    return () => {
      gone = true
    }
  }, [draftId])
  const open = () => {
    goTo('inbox')
    select(conversationId)
  }
  const sent = draft?.settledText ?? null
  return (
    <div className="flex flex-col gap-2 rounded-lg bg-sunk px-3.5 py-3">
      {draft !== null && draft.text !== '' && (
        <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          <span className="block text-dim text-xs">The AI wrote</span>
          {draft.text}
        </p>
      )}
      {draft !== null && sent !== null && sent !== draft.text && (
        <div>
          <span className="block text-dim text-xs">What was sent, with the changes</span>
          <Changes before={draft.text} after={sent} label="What staff changed" />
        </div>
      )}
      {text.reasons.length > 0 && (
        <p className="text-dim text-xs">Would be held by: {text.reasons.map(heldText).join(', ')}.</p>
      )}
      <Button size="small" className="self-start" onClick={open}>
        Open the thread
      </Button>
    </div>
  )
}
