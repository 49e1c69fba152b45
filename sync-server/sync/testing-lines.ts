/** For tests: a page that came in lines. */
import { type PageHead, pageHead, rowsOf } from '#shared/feed.ts'

/** @returns its head, and its rows in the feed's order */
export function linesOf(bytes: Uint8Array): [PageHead, ReturnType<typeof rowsOf>] {
  const end = bytes.indexOf('\n'.charCodeAt(0))
  const head = pageHead.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))))
  return [head, rowsOf(bytes.subarray(end + 1)).sort((a, b) => a.seq - b.seq)]
}
