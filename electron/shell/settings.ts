/** What the shell is told at its start: by arguments, by the environment, by a file beside the data. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

export interface Settings {
  /** Where all state lies. */
  readonly dataDir: string
  /** Address of the sync server, without a trailing slash. */
  readonly server: string
}

export interface Surroundings {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isPackaged: boolean
  /** The system's data folder of this application. */
  readonly userData: string
  readonly cwd: string
}

/** A wrong setting: one clear line for the person who set it. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting'
}

const serverAddress = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .refine((url) => new URL(url).pathname === '/', 'must be an address without a path')

const settingsFile = z.strictObject({ server: serverAddress.optional() })

/** @throws WrongSetting */
export function readSettings({ argv, env, isPackaged, userData, cwd }: Surroundings): Settings {
  const folder = env.GREENLIGHT_DATA
  const dataDir = folder ? resolve(cwd, folder) : isPackaged ? userData : join(cwd, '.greenlight')
  const { server } = parseArgs({
    args: [...argv],
    options: { server: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  }).values
  if (server !== undefined) return { dataDir, server: parse(serverAddress, server, '--server') }
  const file = isPackaged ? fromFile(join(dataDir, 'greenlight.json')) : {}
  const port = env.PORT && env.PORT !== '0' ? env.PORT : '4310'
  return { dataDir, server: file.server ?? parse(serverAddress, `http://127.0.0.1:${port}`, 'PORT') }
}

function fromFile(path: string): z.infer<typeof settingsFile> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return {}
  }
  try {
    return parse(settingsFile, JSON.parse(text), path)
  } catch (error) {
    throw error instanceof WrongSetting ? error : new WrongSetting(`${path} is not JSON`)
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new WrongSetting(`${name}: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
}
