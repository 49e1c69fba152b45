/** fetch for an endpoint that nobody has to trust: no redirects, and an answer of bounded size. */

/** The answer was larger than anything that was asked for. */
class AnswerTooLarge extends Error {
  constructor() {
    super('the answer is too large')
    this.name = 'AnswerTooLarge'
  }
}

/** Seconds: a customer does not wait longer for a second try. */
const LONGEST_WAIT = 5

/** @param mostBytes of a body, unpacked; what goes on beyond fails, whether it would end or not */
export function boundedFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    // A redirect would carry the customer's words to an address that nobody has set.
    const answer = await fetch(input, { ...init, redirect: 'error' })
    const { body, status, statusText } = answer
    const headers = new Headers(answer.headers)
    const wait = headers.get('retry-after')
    if (wait !== null && !(Number(wait) <= LONGEST_WAIT)) headers.set('x-should-retry', 'false')
    return new Response(body?.pipeThrough(counting(mostBytes)) ?? null, { status, statusText, headers })
  }
}

function counting(mostBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength
      if (size > mostBytes) controller.error(new AnswerTooLarge())
      else controller.enqueue(chunk)
    },
  })
}
