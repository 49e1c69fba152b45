import { useCallback, useEffect, useRef, useState } from 'react'
import type { EngineView } from '#shared/engine.ts'
import type { VenueView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { change, save } from '../state/change.ts'
import { useNow } from '../state/clock.ts'
import { useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { PillTag } from '../ui/pill.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Strip } from '../ui/strip.tsx'
import { amountText, readAmount } from '../words/amounts.ts'
import { failureText, tinyCost, tookText } from '../words/engine.ts'
import type { Tone } from '../words/pill.ts'
import { count, whole } from '../words/text.ts'
import { whenText } from '../words/time.ts'
import { FormBox } from './editor.tsx'
import { TextField } from './fields.tsx'
import { Figure } from './figure.tsx'
import { useForm } from './form.ts'
import { Box, BoxHead, Setting, Title, Unread } from './parts.tsx'
import { problemsOf } from './problems.ts'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

const NO_ANSWER = 'The desk is restarting. Try again in a moment.'
const EVERY = 15_000

/** What thinks: the local engine, or a model; how it does, and what it costs. */
export function EnginePage({ view: { venue }, online }: PageProps) {
  const [read, setRead] = useState<EngineView | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const latest = useRef(0)
  const ask = useCallback(async () => {
    latest.current += 1
    const mine = latest.current
    const answer = await desk.engine().catch(() => null)
    if (mine !== latest.current) return
    if (answer?.ok !== true) return setRefusal(answer?.message ?? NO_ANSWER)
    setRefusal(null)
    setRead(answer.engine)
  }, [])
  const turn = useNow(EVERY)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it shows changes with the venue and with time
  useEffect(() => {
    if (online) void ask()
  }, [online, ask, turn, venue.engine])

  return (
    <>
      <Title title="Engine">
        What reads the texts and writes the drafts. Its words pass the same checks either way.
      </Title>
      {refusal !== null && (
        <Strip tone="wait" role="alert" className="rounded-lg">
          {refusal}
        </Strip>
      )}
      {read === null ? (
        refusal === null && <Unread online={online} />
      ) : (
        <>
          <Choice read={read} online={online} />
          {read.offers !== null && <ModelBox venue={venue} offers={read.offers} online={online} />}
          <Health read={read} online={online} onChecked={() => void ask()} />
          <Figures read={read} currency={venue.currency} />
        </>
      )}
    </>
  )
}

const NO_KEY = 'set OPENAI_API_KEY on the server'

function Choice({ read, online }: { readonly read: EngineView; readonly online: boolean }) {
  const { uses, offers } = read
  return (
    <Box label="Which engine answers">
      <Setting
        title="Which engine answers"
        text={
          offers === null
            ? 'The local engine works on the server and costs nothing. A model can answer once the server has a key: OPENAI_API_KEY, and OPENAI_BASE_URL for any compatible address.'
            : `The local engine works on the server and costs nothing. A model is asked at ${offers.host}, with the key that the server was given; if it fails, the local engine steps in and its reply waits as a draft.`
        }
      >
        <Segmented
          label="Which engine answers"
          value={uses}
          disabled={!online}
          segments={[
            { value: 'local', label: 'Local', tone: 'accent' },
            { value: 'model', label: 'Model', tone: 'accent', locked: offers === null ? NO_KEY : null },
          ]}
          onChange={(next) => void change('engine.set', { uses: next })}
        />
      </Setting>
    </Box>
  )
}

interface ModelProps {
  readonly venue: VenueView['venue']
  readonly offers: NonNullable<EngineView['offers']>
  readonly online: boolean
}

const priceText = (hundredths: number | null | undefined) => (hundredths == null ? '' : amountText(hundredths / 100))
/** Undefined: no amount. */
function priceOf(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const minor = readAmount(text)
  return minor === null ? undefined : minor * 100
}

function ModelBox({ venue, offers, online }: ModelProps) {
  const saved = {
    model: venue.engine?.model ?? '',
    input: priceText(venue.engine?.inputPrice),
    output: priceText(venue.engine?.outputPrice),
  }
  const form = useForm(saved, venue.seq)
  const { model, input, output } = form.value
  const named = model.trim() === '' ? null : model.trim()
  const problem = problemsOf('engine.set', { model: named }).model
  const inputPrice = priceOf(input)
  const outputPrice = priceOf(output)
  const sign = venue.currency === 'GBP' ? '£' : '$'
  const wrong = 'is no amount such as 0.20 or 2'
  return (
    <FormBox
      label="Model"
      form={form}
      canSave={online && problem === undefined && inputPrice !== undefined && outputPrice !== undefined}
      onSave={() => {
        if (inputPrice !== undefined && outputPrice !== undefined)
          void form.save('engine.set', { model: named, inputPrice, outputPrice })
      }}
    >
      <BoxHead title="Model" text="Saved changes hold from the next text on." />
      <div className="grid grid-cols-3 items-start gap-3 px-4.5 pb-4">
        <TextField
          label="Name of the model"
          value={model}
          problem={problem}
          placeholder={offers.model}
          hint={`Empty: ${offers.model}.`}
          disabled={!online}
          onChange={(next) => form.set({ model: next })}
        />
        <TextField
          label={`${sign} for a million tokens read`}
          inputMode="decimal"
          value={input}
          problem={inputPrice === undefined ? wrong : undefined}
          hint="From your provider's price list."
          disabled={!online}
          onChange={(next) => form.set({ input: next })}
        />
        <TextField
          label={`${sign} for a million tokens written`}
          inputMode="decimal"
          value={output}
          problem={outputPrice === undefined ? wrong : undefined}
          hint="Both empty: no cost is shown."
          disabled={!online}
          onChange={(next) => form.set({ output: next })}
        />
      </div>
    </FormBox>
  )
}

interface HealthProps {
  readonly read: EngineView
  readonly online: boolean
  readonly onChecked: () => void
}

function Health({ read, online, onChecked }: HealthProps) {
  const { name, breaker, lastCheck, lastError } = read
  const [asking, setAsking] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const zone = useZone()
  const now = useNow(60_000)
  const check = async () => {
    setAsking(true)
    const answer = await save('engine.check', {})
    setAsking(false)
    setRefusal(answer.ok ? null : answer.text)
    onChecked()
  }
  const [tone, state] = stateOf(read)
  return (
    <Box label="Health">
      <BoxHead title="Health" text={<span className="font-mono text-sm">{name}</span>}>
        <div className="flex items-center gap-2.5">
          <PillTag tone={tone}>{state}</PillTag>
          <Button size="small" disabled={!online || asking} onClick={() => void check()}>
            {asking ? 'Checking…' : 'Check now'}
          </Button>
        </div>
      </BoxHead>
      <dl className="grid grid-cols-3 gap-x-6 px-4.5 pb-4 max-wide:grid-cols-1 max-wide:gap-y-3">
        <Line name="Now">
          {breaker.state === 'closed' && 'It is asked for every text.'}
          {breaker.state === 'open' &&
            `Left alone after failing time after time; tried again ${breaker.until === null ? 'soon' : `at ${whenText(zone, now, breaker.until)}`}.`}
          {breaker.state === 'half_open' && 'The next text tries it again.'}
        </Line>
        <Line name="Last check">
          <span role="status">
            {refusal ??
              (lastCheck === null
                ? 'Not checked in the last 7 days.'
                : lastCheck.code === null
                  ? `Answered in ${tookText(lastCheck.ms)}, ${whenText(zone, now, lastCheck.at)}.`
                  : `No answer, ${whenText(zone, now, lastCheck.at)}: ${failureText(lastCheck.code)}.`)}
          </span>
        </Line>
        <Line name="Last failure">
          {lastError === null
            ? 'None in the last 7 days.'
            : `${whenText(zone, now, lastError.at)}: ${failureText(lastError.code)}.`}
        </Line>
      </dl>
    </Box>
  )
}

function stateOf({ breaker, lastCheck, lastError }: EngineView): readonly [Tone, string] {
  if (breaker.state !== 'closed') return ['stop', 'Not answering']
  if (lastCheck?.code != null && lastError?.at === lastCheck.at) return ['wait', 'Failed its check']
  return ['fine', 'Answering']
}

function Line({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-dim text-xs">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

function Figures({ read, currency }: { readonly read: EngineView; readonly currency: 'GBP' | 'AUD' }) {
  const { replies, fellBack, p50, p95, tokensIn, tokensOut, cost, costPerReply } = read.figures
  return (
    <Box label="Last 7 days">
      <BoxHead title="Last 7 days" text="Of this engine alone." />
      <dl className="grid grid-cols-4 gap-x-6 gap-y-4 px-4.5 pb-4 max-wide:grid-cols-2">
        <Figure
          name="Replies"
          value={whole(replies)}
          more={
            fellBack === 0
              ? 'none by another engine in its stead'
              : `${count(fellBack, 'of them', 'of them')} by the local engine`
          }
        />
        <Figure
          name="Time to a reply"
          value={p50 === null ? '–' : tookText(p50)}
          more={p95 === null ? 'There was none' : `half of them; 95 of 100 within ${tookText(p95)}`}
        />
        <Figure
          name="Cost of a reply"
          value={costPerReply === null ? '–' : tinyCost(costPerReply, currency)}
          more={
            cost === null
              ? 'The prices of the model are not set'
              : `${tinyCost(cost, currency)} in all, with tries and checks`
          }
        />
        <Figure
          name="Tokens"
          value={whole(tokensIn + tokensOut)}
          more={`${whole(tokensIn)} read, ${whole(tokensOut)} written`}
        />
      </dl>
    </Box>
  )
}
