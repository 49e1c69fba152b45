import { type FormEvent, useState } from 'react'
import { addNote } from '../state/conversation-acts.ts'
import { closeOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

export function NoteDialog() {
  const [text, setText] = useState('')
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    addNote(text)
  }
  return (
    <Sheet title="Note for the team" lead="The customer never sees it." onClose={closeOverlay}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <textarea
          aria-label="Note"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
          }}
          maxLength={1_600}
          rows={4}
          className="resize-none rounded-lg border border-line-strong bg-surface px-3 py-2"
        />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={closeOverlay}>
            Cancel
          </Button>
          <Button type="submit" look="primary" disabled={text.trim() === ''}>
            Add the note
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
