import { Check, Copy } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Role } from '#shared/rows.ts'
import { emailAddress, type TeamView } from '#shared/team.ts'
import { save } from '../../state/change.ts'
import { useNow } from '../../state/clock.ts'
import { newLink } from '../../state/invite.ts'
import { say } from '../../state/ui.ts'
import { useZone } from '../../state/venue.ts'
import { Button } from '../../ui/button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { whenText } from '../../words/time.ts'
import { TextField } from '../fields.tsx'
import { Box, BoxHead } from '../parts.tsx'

interface InvitationsProps {
  readonly invites: TeamView['invites'] | null
  readonly online: boolean
  readonly onChanged: () => Promise<void>
}

const ROLES = [
  { value: 'staff', label: 'Front desk' },
  { value: 'owner', label: 'Owner' },
] as const

/** A link lets one person in, once, within a week. It is shown when it is made and never again. */
export function Invitations({ invites, online, onChanged }: InvitationsProps) {
  const zone = useZone()
  const now = useNow(60_000)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('staff')
  const [problem, setProblem] = useState<string | null>(null)
  const [made, setMade] = useState<{ readonly email: string; readonly link: string } | null>(null)

  const invite = async (event: FormEvent) => {
    event.preventDefault()
    const address = emailAddress.safeParse(email)
    if (!address.success) return setProblem('has to be written like name@example.com')
    const { link, tokenHash } = await newLink()
    const saved = await save('person.invite', { email: address.data, role, tokenHash })
    if (!saved.ok) return setProblem(`cannot be invited: ${saved.text.replace(/\.$/, '')}`)
    setProblem(null)
    setEmail('')
    setMade({ email: address.data, link })
    await onChanged()
  }
  const takeBack = async (inviteId: string, of: string) => {
    const saved = await save('person.uninvite', { inviteId })
    say(saved.ok ? `The link for ${of} works no more.` : saved.text)
    if (made?.email === of) setMade(null)
    await onChanged()
  }
  return (
    <Box label="Invitations">
      <BoxHead
        title="Invite somebody"
        text="You get a link to pass on. It works once, for a week; they choose their own password."
      />
      <form
        aria-label="Invite somebody"
        onSubmit={(event) => void invite(event)}
        className="flex items-start gap-3 border-line border-t px-4.5 py-3"
      >
        <TextField
          label="Their email address"
          type="email"
          className="flex-1"
          value={email}
          problem={problem}
          disabled={!online}
          onChange={(next) => {
            setEmail(next)
            setProblem(null)
          }}
        />
        <div className="pt-[23px]">
          <Segmented label="As" value={role} segments={ROLES} disabled={!online} onChange={setRole} />
        </div>
        <Button type="submit" look="primary" disabled={!online || email.trim() === ''} className="mt-[21px]">
          Make a link
        </Button>
      </form>
      {made !== null && invites?.some((one) => one.email === made.email) && (
        <Made email={made.email} link={made.link} />
      )}
      {invites !== null && invites.length > 0 && (
        <ul aria-label="Open invitations">
          {invites.map((one) => (
            <li key={one.id} className="flex items-center gap-4 border-line border-t px-4.5 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="truncate">{one.email}</p>
                <p className="text-dim text-xs">
                  {one.role === 'owner' ? 'Owner' : 'Front desk'} · works until {whenText(zone, now, one.expiresAt)}
                </p>
              </div>
              <Button
                size="small"
                disabled={!online}
                aria-label={`Take back the invitation of ${one.email}`}
                onClick={() => void takeBack(one.id, one.email)}
              >
                Take back
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Box>
  )
}

function Made({ email, link }: { readonly email: string; readonly link: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch {
      say('The link could not be copied. Select it and copy it by hand.')
    }
  }
  return (
    <div className="flex flex-col gap-2 border-line border-t bg-sunk px-4.5 py-3">
      <p>
        Pass this link on to {email}. It is shown only now: opened in a browser on their machine, or pasted at the
        sign-in of their console.
      </p>
      <div className="flex items-center gap-2">
        <input
          readOnly
          aria-label="Link"
          value={link}
          onFocus={(event) => event.currentTarget.select()}
          className="h-8 min-w-0 flex-1 rounded-[7px] border border-line-strong bg-surface px-2.5 text-xs"
        />
        <Button onClick={() => void copy()}>
          {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </div>
  )
}
