import type { FormEvent } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { addNote } from '../state/conversation-acts.ts'
import { useHalfTyped } from '../state/half-typed.ts'
import { closeOverlay } from '../state/ui.ts'
import { Sheet } from '../ui/sheet.tsx'
import { FormFoot, giveByKeys } from './form-foot.tsx'

const FORM = 'note'

export function NoteDialog({ thread }: { readonly thread: Thread }) {
  const [text, setText] = useHalfTyped('note', thread.conversation.id)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    addNote(text)
  }
  return (
    <Sheet
      title="Note for the team"
      lead="The customer never sees it."
      onClose={closeOverlay}
      footer={<FormFoot form={FORM} label="Add the note" disabled={text.trim() === ''} />}
    >
      <form id={FORM} onSubmit={submit} onKeyDown={giveByKeys} className="flex flex-col">
        <textarea
          aria-label="Note"
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={1_600}
          rows={4}
          className="resize-none rounded-lg border border-line-strong bg-surface px-3 py-2"
        />
      </form>
    </Sheet>
  )
}
