import { useEffect, useState } from 'react'
import type { Unsent, VenueGlance } from '#shared/venues.ts'
import { desk } from '../desk.ts'
import { removeVenue } from '../state/switching.ts'
import { closeOverlay } from '../state/ui.ts'
import { useVenues } from '../state/venues.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Strip } from '../ui/strip.tsx'
import { triedWords } from '../words/notice.ts'
import { count, prettyNumber } from '../words/text.ts'

/** Shows first what would be lost: nothing of it goes without a word. */
export default function RemoveVenueDialog({ account }: { readonly account: string }) {
  const glance = useVenues((s) => s.list.find((one) => one.account === account))
  return glance === undefined ? null : <Remove glance={glance} />
}

function Remove({ glance }: { readonly glance: VenueGlance }) {
  const { account, name, status } = glance
  const [unsent, setUnsent] = useState<readonly Unsent[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    let current = true
    const look = async () => {
      const found = await desk.unsent(account).catch(() => null)
      if (current) setUnsent(found)
    }
    void look()
    return () => {
      current = false
    }
  }, [account])

  const remove = async () => {
    if (unsent === null) return
    setBusy(true)
    const refusal = await removeVenue(
      account,
      unsent.map(({ id }) => id),
    )
    setBusy(false)
    if (refusal === null) return closeOverlay()
    setProblem(refusal)
    setUnsent(await desk.unsent(account).catch(() => unsent))
  }
  const loses = unsent !== null && unsent.length > 0
  return (
    <Sheet
      title={`Remove ${name} from this computer?`}
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Keep it
          </Button>
          <Button look={loses ? 'danger' : 'primary'} disabled={busy || unsent === null} onClick={() => void remove()}>
            {loses ? `Remove and lose ${count(unsent.length, 'action')}` : 'Remove it'}
          </Button>
        </>
      }
    >
      <p>
        You are signed out there, and what this computer keeps of it is deleted. At the venue itself nothing changes,
        and you can add it again.
      </p>
      {loses && (
        <section aria-label="Not sent yet" className="mt-4">
          <Strip tone="stop" className="rounded-lg">
            {status.connection === 'online'
              ? 'Its server has not heard this yet.'
              : 'Its server cannot be reached, and has not heard this.'}{' '}
            It is lost with the copy.
          </Strip>
          <ul className="mt-2 flex max-h-52 flex-col gap-1.5 overflow-y-auto">
            {unsent.map((one) => (
              <li key={one.id}>
                <span className="font-strong">{triedWords(one.type)}</span>
                {one.customerName !== null && <span dir="auto"> · {prettyNumber(one.customerName)}</span>}
                {one.text !== null && (
                  <p dir="auto" className="truncate text-dim">
                    {one.text}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <div role="alert" className="mt-3 text-stop">
        {problem}
      </div>
    </Sheet>
  )
}
