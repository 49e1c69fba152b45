/** The page of public reviews: writing one, and what the venue has answered. */

const STARS = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE']
const LOOK_EVERY = 2_000

const find = (id) => document.getElementById(id)
const form = find('write')
const said = find('said')
const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** An element with its content, nothing of it ever read as HTML. */
function element(tag, className, ...content) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...content)
  return made
}

const starsText = (n) => '★'.repeat(n) + '☆'.repeat(5 - n)

for (const n of [5, 4, 3, 2, 1]) {
  const input = element('input', '')
  Object.assign(input, { type: 'radio', name: 'stars', value: String(n), checked: n === 5 })
  input.setAttribute('aria-label', n === 1 ? '1 star' : `${n} stars`)
  find('stars').append(element('label', '', input, element('span', '', starsText(n))))
}

function shown({ reviewer, starRating, comment, updateTime, reviewReply }) {
  const stars = STARS.indexOf(starRating) + 1
  const mark = element('span', 'mark', starsText(stars))
  mark.setAttribute('role', 'img')
  mark.setAttribute('aria-label', `${stars} of 5 stars`)
  const head = element('p', 'head', mark, ' ', reviewer.isAnonymous ? 'Anonymous' : reviewer.displayName)
  const item = element('li', '', head, element('p', 'when', WHEN.format(new Date(updateTime))))
  if (comment) item.append(element('p', 'comment', comment))
  if (reviewReply) {
    item.append(
      element('blockquote', '', element('p', 'when', 'Reply of the venue'), element('p', '', reviewReply.comment)),
    )
  }
  return item
}

let last = ''
async function look() {
  try {
    const text = await (await fetch('/reviews/list')).text()
    if (text !== last) {
      last = text
      const items = JSON.parse(text).map(shown)
      find('list').replaceChildren(
        ...(items.length > 0 ? items : [element('li', 'none', 'Nobody has written one yet.')]),
      )
    }
  } finally {
    setTimeout(look, LOOK_EVERY)
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const data = new FormData(form)
  const body = JSON.stringify({
    stars: Number(data.get('stars')),
    name: data.get('name'),
    comment: data.get('comment'),
  })
  const answer = await fetch('/reviews/write', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (!answer.ok) {
    said.textContent = 'It was not taken.'
    return
  }
  const { pushed } = await answer.json()
  said.textContent = pushed ? 'Published; the venue has it.' : 'Published; the venue will find it when it looks.'
  form.reset()
  last = ''
})

look()
