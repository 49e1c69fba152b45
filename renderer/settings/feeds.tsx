import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { VenueView } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { PillTag } from '../ui/pill.tsx'
import { count } from '../words/text.ts'
import { whenText } from '../words/time.ts'
import { Editor, Refused, RemoveButton } from './editor.tsx'
import { TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { Box, BoxHead, Nothing } from './parts.tsx'
import { problemsOf } from './problems.ts'

type Feed = VenueView['feeds'][number]

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

const STATE: Record<Feed['state'], readonly [tone: 'fine' | 'wait' | 'quiet', word: string]> = {
  new: ['quiet', 'Not read yet'],
  ok: ['fine', 'In step'],
  failing: ['wait', 'Not answering'],
}

/** Calendars elsewhere whose events take time here; read only. */
export function Feeds({ view, online }: Props) {
  const [adding, setAdding] = useState(false)
  return (
    <Box label="Calendars elsewhere">
      <BoxHead
        title="Calendars elsewhere"
        text="An iCalendar address whose events count as busy here. It is only ever read, and its address is kept on the server."
      >
        <Button size="small" disabled={!online} onClick={() => setAdding(true)}>
          <Plus size={14} aria-hidden="true" />
          Add a calendar
        </Button>
      </BoxHead>
      {adding && <FeedForm view={view} online={online} onClose={() => setAdding(false)} />}
      <ul>
        {view.feeds.map((feed) => (
          <FeedLine key={feed.id} feed={feed} view={view} online={online} />
        ))}
      </ul>
      {view.feeds.length === 0 && !adding && (
        <Nothing>None. Until you add one, the diary here is all that counts when a time is offered.</Nothing>
      )}
    </Box>
  )
}

function FeedLine({ feed, view, online }: Props & { readonly feed: Feed }) {
  const form = useForm({}, feed.seq)
  const now = useNow(60_000)
  const [tone, word] = STATE[feed.state]
  const whose = view.staffers.find((s) => s.id === feed.stafferId)?.name ?? 'Everybody'
  return (
    <li className="flex flex-col gap-2 border-line border-t px-4.5 py-2">
      <div className="flex items-center gap-4">
        <div className="min-w-0 flex-1">
          <h3 className="flex items-center gap-2 font-strong">
            {feed.name}
            <PillTag tone={tone}>{word}</PillTag>
          </h3>
          <p className="text-dim text-xs">
            {whose} · {feed.host} · {count(feed.busyCount, 'busy time')} ahead
            {feed.readAt !== null && ` · read ${whenText(view.venue.timeZone, now, feed.readAt)}`}
          </p>
          {feed.state === 'failing' && feed.reason !== null && (
            <p className="text-wait text-xs">{feed.reason}. What was read before still counts.</p>
          )}
        </div>
        <RemoveButton
          what={feed.name}
          disabled={!online}
          onRemove={() => void form.save('diary.feed_remove', { feedId: feed.id })}
        />
      </div>
      <Refused refusal={form.refusal} />
    </li>
  )
}

const ALL = '-'

function FeedForm({ view, online, onClose }: Props & { readonly onClose: () => void }) {
  const form = useForm({ name: '', url: '', stafferId: ALL }, undefined)
  const { name, url, stafferId } = form.value
  const payload = { name, url, stafferId: stafferId === ALL ? null : stafferId }
  const problems = problemsOf('diary.feed_add', payload)
  const save = async () => {
    if ((await form.save('diary.feed_add', payload)) !== null) onClose()
  }
  return (
    <Editor
      label="New calendar"
      form={form}
      canSave={online && url.trim() !== '' && Object.keys(problems).length === 0}
      onSave={() => void save()}
      onCancel={onClose}
    >
      <div className="grid grid-cols-[220px_1fr_auto] items-end gap-3">
        <TextField label="Name" value={name} onChange={(next) => form.set({ name: next })} />
        <TextField
          label="Address"
          type="url"
          placeholder="https://"
          value={url}
          onChange={(next) => form.set({ url: next })}
        />
        <div className="flex flex-col gap-1">
          <span className="text-dim text-xs">Whose time it takes</span>
          <span className="flex h-8 items-center">
            <Choose
              label="Whose time it takes"
              value={stafferId}
              choices={[
                { value: ALL, label: 'Everybody' },
                ...view.staffers.map((s) => ({ value: s.id, label: s.name })),
              ]}
              onChange={(next) => form.set({ stafferId: next })}
            />
          </span>
        </div>
      </div>
    </Editor>
  )
}
