import { ListChecks, RotateCcw, SendHorizontal, SquareCheck, UserRoundCheck } from 'lucide-react'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { EvalExpect } from '#shared/evals.ts'
import type { VenueView } from '#shared/rpc.ts'
import { type AgentSettings, MOST_SAID, type SandboxAnswer, sandboxAnswer } from '#shared/trial.ts'
import { save } from '../../state/change.ts'
import { say } from '../../state/ui.ts'
import { Citations } from '../../thread/citations.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { GateChecklist } from '../../ui/gates.tsx'
import { Strip } from '../../ui/strip.tsx'
import { cardName, runText } from '../../words/guidance.ts'
import { becameText, outcomeTone } from '../../words/outcome.ts'
import { count } from '../../words/text.ts'
import { INPUT } from '../fields.tsx'
import { type Agent, type Card, cardsOf, type Playbook, playbooksOf } from './on-screen.ts'

interface ChatProps {
  readonly agent: Agent
  readonly view: VenueView
  readonly online: boolean
  /** What is on the page and not saved; null: nothing. */
  readonly settings: AgentSettings | null
}

/** What was said so far, as the next text is to be read; what lies further back is only shown. */
const remembered = (said: readonly SandboxAnswer[]) =>
  said.slice(-MOST_SAID).map(({ text, at, outcome, reply, diary, run, asks }) => ({
    ...{ text, at, outcome, reply, diary, run, asks },
  }))

/** A chat with an agent, in which nothing is stored and nothing is sent. */
export function Chat({ agent, view, online, settings }: ChatProps) {
  const [said, setSaid] = useState<readonly SandboxAnswer[]>([])
  const [typed, setTyped] = useState('')
  const [waiting, setWaiting] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const field = useId()
  const end = useRef<HTMLDivElement>(null)
  const chat = useRef(0)
  useEffect(() => {
    if (said.length > 0 || waiting !== null) end.current?.scrollIntoView({ block: 'nearest' })
  }, [said, waiting])

  const send = async (event: FormEvent) => {
    event.preventDefault()
    const text = typed.trim()
    if (text === '' || waiting !== null || !online) return
    const mine = chat.current
    setWaiting(text)
    setTyped('')
    setRefusal(null)
    const chatSoFar = remembered(said)
    const saved = await save('agent.try', { agentId: agent.id, text, chat: chatSoFar, ...(settings && { settings }) })
    if (mine !== chat.current) return
    setWaiting(null)
    const answer = saved.ok ? sandboxAnswer.safeParse(saved.result) : null
    if (answer?.success) setSaid([...said, answer.data])
    else {
      setTyped(text)
      setRefusal(saved.ok ? 'The answer could not be read. Try again.' : saved.text)
    }
  }
  const restart = () => {
    chat.current += 1
    setSaid([])
    setWaiting(null)
    setRefusal(null)
  }

  return (
    <section
      aria-label="Try it"
      className="sticky top-0 flex h-[680px] max-h-[calc(100vh-104px)] flex-col overflow-hidden rounded-xl border border-line bg-surface max-wide:static max-wide:h-[560px]"
    >
      <div className="flex items-center gap-2 border-line border-b px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="font-strong text-md">Try it</h2>
          <p className="text-dim text-xs">
            {settings === null ? 'Under the settings as saved.' : 'With what is not saved yet.'} Nothing is sent.
          </p>
        </div>
        <IconButton label="Start again" disabled={said.length === 0 && waiting === null} onClick={restart}>
          <RotateCcw size={15} aria-hidden="true" />
        </IconButton>
      </div>
      <div
        role="log"
        aria-label="Sandbox chat"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto bg-bg px-3.5 py-3.5 focus-visible:-outline-offset-2"
      >
        {said.length === 0 && waiting === null && (
          <p className="m-auto max-w-[26ch] text-center text-dim">
            Write as a customer would. {agent.name} answers as it would in a real conversation.
          </p>
        )}
        {said.map((answer, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a chat only grows at its end.
          <Exchange key={i} agent={agent} view={view} answer={answer} online={online} settings={settings} />
        ))}
        {waiting !== null && (
          <>
            <CustomerText text={waiting} />
            <p className="self-end text-faint text-xs">{agent.name} is thinking…</p>
          </>
        )}
        <div ref={end} />
      </div>
      {refusal !== null && (
        <Strip tone="stop" role="alert">
          {refusal}
        </Strip>
      )}
      <form
        aria-label="Text as a customer"
        onSubmit={(event) => void send(event)}
        className="flex gap-2 border-line border-t p-3"
      >
        <label htmlFor={field} className="sr-only">
          Text as a customer
        </label>
        <input
          id={field}
          type="text"
          autoComplete="off"
          maxLength={1_600}
          value={typed}
          disabled={!online}
          placeholder="How much is a trim?"
          onChange={(event) => setTyped(event.target.value)}
          className={INPUT}
        />
        <Button
          type="submit"
          look="primary"
          aria-label="Send to the sandbox"
          disabled={!online || waiting !== null || typed.trim() === ''}
        >
          <SendHorizontal size={15} aria-hidden="true" />
        </Button>
      </form>
    </section>
  )
}

function CustomerText({ text }: { readonly text: string }) {
  return (
    <p
      dir="auto"
      className="max-w-[85%] self-start whitespace-pre-wrap rounded-[14px] rounded-bl-[5px] border border-line bg-surface px-3 py-2 [overflow-wrap:anywhere]"
    >
      {text}
    </p>
  )
}

interface ExchangeProps extends ChatProps {
  readonly answer: SandboxAnswer
}

function Exchange({ agent, view, answer, online, settings }: ExchangeProps) {
  const { text, reply, intent, outcome, gates, citations, problems } = answer
  const [open, setOpen] = useState(false)
  const failed = gates.filter((gate) => !gate.pass).length
  return (
    <>
      <CustomerText text={text} />
      {reply !== null && (
        <p
          dir="auto"
          className="max-w-[85%] self-end whitespace-pre-wrap rounded-[14px] rounded-br-[5px] bg-bubble px-3 py-2 [overflow-wrap:anywhere]"
        >
          {reply}
        </p>
      )}
      <Strip tone={outcomeTone(outcome)} className="rounded-lg text-xs">
        {becameText(answer)}
      </Strip>
      {citations.length > 0 && (
        <div className="-mx-3.5 -mb-3">
          <Citations citations={citations} />
        </div>
      )}
      <Shaped agent={agent} view={view} answer={answer} settings={settings} />
      {problems.length > 0 && (
        <ul aria-label="Problems" className="flex list-disc flex-col gap-0.5 pl-5 text-wait text-xs">
          {problems.map((problem) => (
            <li key={problem.code + problem.text}>{problem.text}</li>
          ))}
        </ul>
      )}
      <div className="mb-2 flex gap-1.5 self-end">
        {gates.length > 0 && reply !== null && (
          <Button size="small" look="quiet" className="text-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {failed === 0
              ? `All ${gates.length} gates pass`
              : `${failed} of ${count(gates.length, 'gate')} would hold it`}
          </Button>
        )}
        <Button
          size="small"
          look="quiet"
          className="text-xs"
          disabled={!online}
          onClick={() => void keep(agent, answer)}
        >
          Save as eval
        </Button>
      </div>
      {open && <GateChecklist gates={gates} intent={intent} owner />}
    </>
  )
}

/** The cards that had a say in it, and how far a playbook has come. */
function Shaped({ agent, view, answer: { cards, run, handsOffTo }, settings }: Omit<ExchangeProps, 'online'>) {
  const known: readonly Card[] = [...(settings?.guidance ?? []), ...cardsOf(view, agent.id)]
  const playbooks: readonly Playbook[] = [...(settings?.playbooks ?? []), ...playbooksOf(view, agent.id)]
  const playbook = playbooks.find((one) => one.id === run?.playbookId)
  const named = cards.flatMap((id) => known.find((card) => card.id === id) ?? [])
  if (named.length === 0 && playbook === undefined && handsOffTo === null) return null
  return (
    <ul aria-label="Went by" className="flex flex-col gap-0.5 text-dim text-xs">
      {named.map((card) => (
        <li key={card.id} className="flex items-start gap-1.5">
          <SquareCheck size={13} aria-hidden="true" className="mt-0.5 shrink-0" />
          Card: {cardName(card)}
        </li>
      ))}
      {playbook !== undefined && run !== null && (
        <li className="flex items-start gap-1.5">
          <ListChecks size={13} aria-hidden="true" className="mt-0.5 shrink-0" />
          Playbook: {playbook.name}, {runText(run, playbook.collect.length)}
        </li>
      )}
      {handsOffTo !== null && (
        <li className="flex items-start gap-1.5">
          <UserRoundCheck size={13} aria-hidden="true" className="mt-0.5 shrink-0" />
          Handed off: {handsOffTo}. The agent answers nothing more here; start again to go on trying.
        </li>
      )}
    </ul>
  )
}

/** A case that expects just what has been seen here. */
async function keep(agent: Agent, { text, intent, warrant, outcome }: SandboxAnswer): Promise<void> {
  const expect: EvalExpect = {
    ...(intent !== null && { intent }),
    warrant: warrant.reply,
    ...(outcome === 'escalated' && { outcome: 'escalates' as const }),
    ...(outcome === 'handed_off' && { outcome: 'hands_off' as const }),
    contains: [],
    avoids: [],
  }
  const name = text.length <= 60 ? text : `${text.slice(0, 59).trimEnd()}…`
  const saved = await save('eval.add', { agentId: agent.id, name, texts: [text], expect })
  say(saved.ok ? 'Saved as an eval.' : saved.text)
}
