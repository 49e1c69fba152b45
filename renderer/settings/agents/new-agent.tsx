import type { ChannelKey } from '#shared/channels.ts'
import type { ReplyMode } from '#shared/rows.ts'
import { Editor } from '../editor.tsx'
import { TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import { Box } from '../parts.tsx'
import { problemsOf } from '../problems.ts'
import { Channels, ReplyModeField } from './agent-fields.tsx'

interface NewAgentProps {
  readonly online: boolean
  /** With the id of the agent that was made, or null. */
  readonly onClose: (made: string | null) => void
}

export function NewAgent({ online, onClose }: NewAgentProps) {
  const form = useForm<{ name: string; channels: ChannelKey[]; replyMode: ReplyMode }>(
    { name: '', channels: [], replyMode: 'draft' },
    undefined,
  )
  const problems = problemsOf('agent.add', form.value)
  const save = async () => {
    const saved = await form.save('agent.add', form.value)
    if (saved !== null) onClose(String(saved.result.agentId))
  }
  return (
    <Box label="New agent">
      <Editor
        label="New agent"
        form={form}
        saveLabel="Add and open"
        canSave={online && form.dirty && Object.keys(problems).length === 0}
        onSave={() => void save()}
        onCancel={() => onClose(null)}
      >
        <TextField
          label="Name"
          className="w-72"
          value={form.value.name}
          problem={form.value.name === '' ? undefined : problems.name}
          hint="Customers may write @ and this name."
          disabled={!online}
          onChange={(name) => form.set({ name })}
        />
        <Channels value={form.value.channels} disabled={!online} onChange={(channels) => form.set({ channels })} />
        <ReplyModeField
          value={form.value.replyMode}
          disabled={!online}
          onChange={(replyMode) => form.set({ replyMode })}
        />
      </Editor>
    </Box>
  )
}
