/** The first run: how a server without an account gets its venue and its owner, or the demo. */
import { z } from 'zod'
import { passwordProblem } from './password.ts'
import { venueEdit } from './settings.ts'
import { emailAddress, inviteToken, newPassword, personName, tokenHash } from './team.ts'

/** What each country that a venue may be in brings with it. */
export const COUNTRIES = {
  GB: { name: 'United Kingdom', locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London' },
  AU: { name: 'Australia', locale: 'en-AU', currency: 'AUD', timeZone: 'Australia/Sydney' },
} as const
export const country = z.enum(['GB', 'AU'])
export type Country = z.infer<typeof country>

/** Whether the server has no account yet, and whether the demo may be filled in here. */
export const setupState = z.object({ open: z.boolean(), demo: z.boolean() })
export type SetupState = z.infer<typeof setupState>

/** The code of a set-up link is of the same kind as an invitation's: 256 bits, kept as their SHA-256. */
const token = inviteToken
const device = z.string().max(100).optional()

export const setUpBody = z
  .object({
    token,
    venue: z.object({
      name: venueEdit.shape.name.unwrap(),
      timeZone: venueEdit.shape.timeZone.unwrap(),
      country,
    }),
    owner: z.object({ name: personName, email: emailAddress, password: newPassword }),
    device,
  })
  .superRefine(({ venue, owner }, context) => {
    const message = passwordProblem(owner.password, [venue.name, owner.name, owner.email])
    if (message !== null) context.addIssue({ code: 'custom', message, path: ['owner', 'password'] })
  })
export type SetUpBody = z.infer<typeof setUpBody>

export const setupToken = z.object({ token })
export const fillDemoBody = z.object({ token, device })
export type FillDemoBody = z.infer<typeof fillDemoBody>
/** `tokenHash`: of the code with which whoever takes the demo away goes on to the set-up. */
export const removeDemoBody = z.object({ tokenHash })
