/** The team: invitations, roles and sessions, as both sides of the wire read them. */
import { z } from 'zod'
import { passwordProblem } from './password.ts'
import { role } from './rows.ts'

const id = z.string().min(1).max(200)
const time = z.number().int()

/** What a link carries: 256 bits that only it holds; the server keeps their SHA-256 in hex. */
export const inviteToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is no invitation')
export const tokenHash = z.string().regex(/^[0-9a-f]{64}$/)

export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('has to be written like name@example.com'))
export const newPassword = z
  .string()
  .max(200, 'is longer than 200 characters')
  .superRefine((text, context) => {
    const message = passwordProblem(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
export const personName = z.string().trim().min(1).max(60)

export const inviteBody = z.object({ token: inviteToken })
export const inviteView = z.object({ venue: z.string(), email: z.string(), role, expiresAt: time })
export type InviteView = z.infer<typeof inviteView>

export const acceptBody = z.object({
  token: inviteToken,
  name: personName,
  password: newPassword,
  device: z.string().max(100).optional(),
})
export type AcceptBody = z.infer<typeof acceptBody>

/** One's own password: it never travels as a command, which both sides keep. */
export const passwordBody = z.object({ current: z.string().max(200), next: newPassword })
export type PasswordBody = z.infer<typeof passwordBody>

export const sessionView = z.object({
  id,
  /** What signed in, in its own words: "Chrome on macOS"; empty: it did not say. */
  device: z.string(),
  createdAt: time,
  lastSeenAt: time,
  /** The one that asks. */
  current: z.boolean(),
})
export type SessionView = z.infer<typeof sessionView>

export const teamView = z.object({
  /** Of everybody for an owner; else of the one who asks. */
  people: z.array(z.object({ id, email: z.string(), sessions: z.array(sessionView) })),
  /** Links that still work; owners only. */
  invites: z.array(z.object({ id, email: z.string(), role, createdAt: time, expiresAt: time })),
})
export type TeamView = z.infer<typeof teamView>
