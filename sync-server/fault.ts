/** What a log may say of an unexpected error: its message can quote a row or a request, so only kind and place are kept. */
export function faultOf(error: unknown): { type: string; code?: string; at: string } {
  if (!(error instanceof Error)) return { type: typeof error, at: '' }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { type: error.name, ...code, at: frames.map((line) => line.trim().slice(3)).join('; ') }
}
