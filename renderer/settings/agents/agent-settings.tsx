import { Check, TriangleAlert } from 'lucide-react'
import type { ChannelKey } from '#shared/channels.ts'
import { PERSONAS as PERSONA_KEYS, type Persona } from '#shared/facts.ts'
import { readBehaviour, readInstruction } from '#shared/instruction.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Choose } from '../../ui/choose.tsx'
import { Toggle } from '../../ui/toggle.tsx'
import { PERSONAS } from '../../words/personas.ts'
import { FormBox, Refused, RemoveButton } from '../editor.tsx'
import { Field, INPUT, TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import { Box, BoxHead, Setting } from '../parts.tsx'
import { problemsOf } from '../problems.ts'
import { Channels, ReplyModeField } from './agent-fields.tsx'
import { useCheck } from './check.tsx'
import { type Agent, type AgentPatch, useOnScreen } from './on-screen.ts'

interface TabProps {
  readonly agent: Agent
  readonly view: VenueView
  readonly online: boolean
}

export function AgentSettingsTab({ onGone, ...props }: TabProps & { readonly onGone: () => void }) {
  return (
    <>
      <WhoBox {...props} />
      <ClassifierBox {...props} />
      <StandingBox {...props} onGone={onGone} />
    </>
  )
}

/** A form over some fields of the agent: on screen for the chat, checked against the cases, then saved. */
function useAgentForm<V extends AgentPatch>(agent: Agent, name: string, saved: V) {
  const form = useForm(saved, agent.seq)
  const check = useCheck(agent.id)
  const problems = problemsOf('agent.edit', { agentId: agent.id, ...form.value })
  const sound = Object.keys(problems).length === 0
  useOnScreen(name, form.dirty && sound ? { kind: 'agent', patch: form.value } : null)
  return {
    form: { ...form, busy: form.busy || check.busy },
    problems,
    sound,
    sheet: check.sheet,
    async save() {
      if (await check.ask({ agent: form.value })) await form.save('agent.edit', { agentId: agent.id, ...form.value })
    },
  }
}

const VENUE = 'venue'

function WhoBox({ agent, view, online }: TabProps) {
  const { form, problems, sound, sheet, save } = useAgentForm<{
    name: string
    channels: ChannelKey[]
    replyMode: Agent['replyMode']
    persona: Persona | null
    behaviour: string
  }>(agent, 'who', {
    name: agent.name,
    channels: [...agent.channels],
    replyMode: agent.replyMode,
    persona: agent.persona,
    behaviour: agent.behaviour,
  })
  const { name, channels, replyMode, persona, behaviour } = form.value
  const personaName = (key: Persona) => PERSONAS.find((one) => one.value === key)?.name ?? key
  return (
    <>
      <FormBox label="Agent" form={form} canSave={online && sound} onSave={() => void save()}>
        <div className="flex flex-col gap-4 px-4.5 py-4">
          <TextField
            label="Name"
            className="w-96"
            value={name}
            problem={problems.name}
            hint={`A customer who writes @${name.trim() || 'name'} always gets a reply.`}
            disabled={!online}
            onChange={(next) => form.set({ name: next })}
          />
          <Channels value={channels} disabled={!online} onChange={(next) => form.set({ channels: next })} />
          <ReplyModeField value={replyMode} disabled={!online} onChange={(next) => form.set({ replyMode: next })} />
          <div className="flex flex-col items-start gap-1">
            <span className="text-dim text-xs">Persona</span>
            <Choose
              label="Persona"
              value={persona ?? VENUE}
              disabled={!online}
              choices={[
                { value: VENUE, label: `The venue’s own: ${personaName(view.venue.persona)}` },
                ...PERSONA_KEYS.map((key) => ({ value: key, label: personaName(key) })),
              ]}
              onChange={(next) => form.set({ persona: PERSONA_KEYS.find((key) => key === next) ?? null })}
            />
          </div>
          <div>
            <Field
              label="Behaviour"
              problem={problems.behaviour}
              hint="In your own words: how it should write, a line for each wish. Below it stands what is made of them."
            >
              {(control) => (
                <textarea
                  {...control}
                  rows={4}
                  value={behaviour}
                  disabled={!online}
                  placeholder="Sign off with “See you soon”. Never apologise twice."
                  onChange={(event) => form.set({ behaviour: event.target.value })}
                  className={`${INPUT} h-auto resize-y py-1.5`}
                />
              )}
            </Field>
            <Reading {...behaviourRead(behaviour)} />
          </div>
        </div>
      </FormBox>
      {sheet}
    </>
  )
}

function ClassifierBox({ agent, online }: TabProps) {
  const { form, problems, sound, sheet, save } = useAgentForm(agent, 'classifier', {
    classifierOn: agent.classifierOn,
    classifierInstruction: agent.classifierInstruction,
  })
  const { classifierOn, classifierInstruction } = form.value
  return (
    <>
      <FormBox label="Reply classifier" form={form} canSave={online && sound} onSave={() => void save()}>
        <BoxHead
          title="Reply classifier"
          text="Decides first whether a text wants a reply at all: a bare “thanks!” gets none. The thread says so, with the reason. Screens for complaints, risks and opt-outs come before it."
        >
          <Toggle
            label="Reply classifier"
            on={classifierOn}
            disabled={!online}
            onChange={(on) => form.set({ classifierOn: on })}
          />
        </BoxHead>
        <div className="px-4.5 pb-4">
          <Field
            label="Classifier instruction"
            problem={problems.classifierInstruction}
            hint={
              classifierOn
                ? 'One rule a line, such as “Always reply to questions about parking” or “Stay quiet when someone says they are on their way”. Guidance cards for the classifier come first.'
                : 'Off: it replies to every text, and neither the instruction nor its guidance cards count.'
            }
          >
            {(control) => (
              <textarea
                {...control}
                rows={3}
                value={classifierInstruction}
                disabled={!online || !classifierOn}
                onChange={(event) => form.set({ classifierInstruction: event.target.value })}
                className={`${INPUT} h-auto resize-y py-1.5`}
              />
            )}
          </Field>
          {classifierOn && <Reading {...instructionRead(classifierInstruction)} />}
        </div>
      </FormBox>
      {sheet}
    </>
  )
}

interface ReadingProps {
  /** What is followed without a language model, as it is read. */
  readonly followed: readonly string[]
  /** Lines that only a language model can follow. */
  readonly unread: readonly string[]
}

/** How free words are read: nobody should have to guess what the local engine makes of them. */
function Reading({ followed, unread }: ReadingProps) {
  if (followed.length + unread.length === 0) return null
  return (
    <ul aria-label="How it is read" className="mt-1 flex flex-col gap-0.5 text-xs">
      {followed.map((line) => (
        <li key={line} className="flex items-start gap-1.5 text-dim">
          <Check size={13} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
          {line}
        </li>
      ))}
      {unread.map((line) => (
        <li key={line} className="flex items-start gap-1.5 text-wait">
          <TriangleAlert size={13} aria-hidden="true" className="mt-0.5 shrink-0" />
          Only a language model can follow: {line}
        </li>
      ))}
    </ul>
  )
}

function behaviourRead(text: string): ReadingProps {
  const { greets, signOff, unread } = readBehaviour(text)
  return {
    followed: [...(greets ? [] : ['Leaves out the greeting']), ...(signOff === null ? [] : [`Ends with “${signOff}”`])],
    unread,
  }
}

function instructionRead(text: string): ReadingProps {
  const { directives, unread } = readInstruction(text)
  return { followed: directives.map(({ line }) => line), unread }
}

function StandingBox({ agent, online, onGone }: TabProps & { readonly onGone: () => void }) {
  const form = useForm({}, agent.seq)
  const check = useCheck(agent.id)
  const setActive = async (active: boolean) => {
    if (await check.ask({ agent: { active } })) await form.save('agent.edit', { agentId: agent.id, active })
  }
  return (
    <Box label="Standing">
      <Setting
        title="Active"
        text={
          agent.active
            ? 'It answers, and new conversations go to it.'
            : 'It answers nothing; its conversations wait for the team.'
        }
      >
        <Toggle
          label="Active"
          on={agent.active}
          disabled={!online || form.busy || check.busy}
          onChange={(active) => void setActive(active)}
        />
      </Setting>
      <Setting
        title="Remove this agent"
        text="With its guidance cards and playbooks; its conversations must be given to another one first."
      >
        <RemoveButton
          what={agent.name}
          disabled={!online || form.busy}
          onRemove={() => void form.save('agent.remove', { agentId: agent.id }).then((saved) => saved && onGone())}
        />
      </Setting>
      {form.refusal !== null && (
        <div className="px-4.5 pb-3.5">
          <Refused refusal={form.refusal} />
        </div>
      )}
      {check.sheet}
    </Box>
  )
}
