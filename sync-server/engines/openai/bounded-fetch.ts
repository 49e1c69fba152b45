/** fetch for an endpoint that nobody has to trust: no redirects, and an answer of bounded size. */

/** The answer was larger than anything that was asked for. */
class AnswerTooLarge extends Error {
  constructor() {
    super('the answer is too large')
    this.name = 'AnswerTooLarge'
  }
}

/** @param mostBytes of a body, unpacked; what goes on beyond fails, whether it would end or not */
export function boundedFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    // A redirect would carry the customer's words to an address that nobody has set.
    const { body, status, statusText, headers } = await fetch(input, { ...init, redirect: 'error' })
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
