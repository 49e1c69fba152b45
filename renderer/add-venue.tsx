/** One more venue for this console: where its server is, then the way in as anywhere. Nobody is signed out for it. */
import { type FormEvent, useState } from 'react'
import { serverOriginOf } from '#shared/venues.ts'
import { DoorField, DoorPage } from './door.tsx'
import { Join } from './join.tsx'
import { SignIn } from './sign-in.tsx'
import { useSession } from './state/session.ts'
import { stopAdding, useVenues } from './state/venues.ts'
import { Button } from './ui/button.tsx'

const WRONG = 'That is no address of a server. It begins with https://, or leads to this computer.'

export default function AddVenue() {
  const { status, deskUp } = useSession()
  const invited = useVenues((s) => s.invited)
  const [at, setAt] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  if (status === null) return null

  const leave = (
    <Button look="quiet" className="mt-2 w-full" onClick={stopAdding}>
      Back to the console
    </Button>
  )
  // A link is opened at the console whose server made it.
  if (invited !== null)
    return <Join key={invited} token={invited} at={null} leave="Back to the console" onLeave={stopAdding} />
  if (at !== null) {
    return (
      <SignIn key={at} status={status} deskUp={deskUp} at={at}>
        <Button look="quiet" className="mt-2 w-full" onClick={() => setAt(null)}>
          Another server
        </Button>
        {leave}
      </SignIn>
    )
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const written = String(new FormData(event.currentTarget).get('server'))
    // The console's own server may be one that nobody could add: it is known already.
    const origin = written.trim() === status.server ? status.server : serverOriginOf(written)
    setProblem(origin === null ? WRONG : null)
    setAt(origin)
  }
  return (
    <DoorPage title="Add a venue">
      <p className="mb-4 text-dim">
        It is here beside the one that you have, with its own inbox. For another account at the same server leave the
        address as it is.
      </p>
      <form onSubmit={submit} className="flex flex-col gap-3.5">
        <DoorField
          label="Address of its server"
          name="server"
          type="text"
          autoComplete="off"
          autoFocus
          value={status.server}
        />
        <div role="alert" className="min-h-5 text-stop">
          {problem}
        </div>
        <Button type="submit" look="primary" className="h-9 w-full">
          Go on
        </Button>
      </form>
      {leave}
    </DoorPage>
  )
}
