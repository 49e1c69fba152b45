import { useAnnouncement } from '../state/announce.ts'

/** Always there, so that what is put into it is read out; the same words twice are told apart by a space. */
export function Announcer() {
  const { text, nth } = useAnnouncement()
  return (
    <div role="status" aria-label="Announcements" className="sr-only">
      {text}
      {nth % 2 === 0 ? '\u00a0' : ''}
    </div>
  )
}
