/** What main and the desk process say to each other besides the ports. */
import { z } from 'zod'

/** Names whose session it is, without naming anybody; also the name of a file. */
const key = z.string().regex(/^[a-f0-9]{64}$/)

export const deskMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('token.read'), id: z.number().int(), key }),
  z.object({ type: z.literal('token.write'), id: z.number().int(), key, token: z.string().max(10_000).nullable() }),
])
export type DeskMessage = z.infer<typeof deskMessage>

export const shellMessage = z.discriminatedUnion('type', [
  /** Comes with one port: somebody who speaks the desk's protocol. */
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('token'), id: z.number().int(), token: z.string().nullable() }),
])
export type ShellMessage = z.infer<typeof shellMessage>

/** The desk ended because another process works on its folder. */
export const FOLDER_TAKEN_EXIT_CODE = 3
