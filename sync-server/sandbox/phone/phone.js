/** The phone page: what one phone has sent and received, live, and the switches for the provider's faults. */

const PEOPLE = new Map([
  ['+447700900901', 'Sam Whitaker'],
  ['+447700900902', 'Priya Nair'],
  ['+447700900903', 'Chloe Bennett'],
  ['+447700900904', 'Tom Ashworth'],
  ['+447700900905', 'Amara Okoye'],
])
const NEW_STAMP_AFTER = 60 * 60_000
const SAME_RUN_WITHIN = 3 * 60_000

const find = (id) => document.getElementById(id)
const [log, texts, box, send, empty] = ['log', 'texts', 'text', 'send', 'empty'].map(find)

/** Everything the page knows; `rows` are the texts on the screen by sid, in their order, `held` what came in while loading. */
const state = { number: '', rows: new Map(), held: [], loads: 0, phones: new Map(), drafts: new Map(), faults: {} }

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

const dayStart = (at) => new Date(at).setHours(0, 0, 0, 0)
const isToday = (at) => dayStart(at) === dayStart(Date.now())

function dayName(at) {
  if (isToday(at)) return 'Today'
  const yesterday = new Date()
  yesterday.setDate(yesterday.getDate() - 1)
  return dayStart(at) === dayStart(yesterday) ? 'Yesterday' : DAY.format(at)
}

/** +44 7700 900901, as people write it. */
function spaced(number) {
  return number.replace(/^\+44(\d{4})(\d+)$/, '+44 $1 $2')
}

function nameOf(number) {
  return PEOPLE.get(number) ?? spaced(number)
}

function initials(name) {
  return /^[+\d]/.test(name)
    ? '#'
    : name
        .split(/[^\p{L}]+/u)
        .map((word) => word[0])
        .filter(Boolean)
        .slice(0, 2)
        .join('')
}

/** An element with its classes and content, nothing of it ever read as HTML. */
function element(tag, className, ...content) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...content)
  return made
}

async function call(path, body) {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const response = await fetch(path, init || undefined)
  return { ok: response.ok, answer: await response.json() }
}

// The thread

/** Web addresses in a text become links, as on any phone. */
function withLinks(body) {
  return body.split(/(https?:\/\/[^\s]+[^\s.,!?)])/).map((part, index) => {
    if (index % 2 === 0) return part
    const link = element('a', '', part)
    link.href = part
    link.target = '_blank'
    link.rel = 'noreferrer'
    return link
  })
}

function bubble(text) {
  const content = element('span', '', ...withLinks(text.body))
  if (text.media) content.prepend(element('span', 'picture', text.body ? 'Picture\n' : 'Picture'))
  return element('div', 'bubble', content)
}

function receipt({ text, isLastMine }) {
  if (text.status === 'undelivered') {
    const retry = element('button', '', 'Not delivered. Tap to retry')
    retry.type = 'button'
    retry.addEventListener('click', () => call('/phone/redeliver', { messageSid: text.sid }).catch(lostTouch))
    return [retry]
  }
  if (text.status === 'sending') return ['Sending…']
  return isLastMine ? [`Delivered ${TIME.format(text.at)}`] : []
}

/** The state under a bubble: where it failed or is on its way, and under the last one that got through. */
function refreshReceipts() {
  const mine = [...state.rows.values()].filter((row) => row.text.direction === 'from_phone')
  for (const row of mine) {
    const shown = `${row.text.status} ${row === mine.at(-1)}`
    if (row.shown === shown) continue
    row.shown = shown
    row.receipt.replaceChildren(...receipt({ text: row.text, isLastMine: row === mine.at(-1) }))
  }
}

function addRow(text, fresh) {
  const before = [...state.rows.values()].at(-1)
  const mine = text.direction === 'from_phone'
  const gap = before ? text.at - before.text.at : Number.POSITIVE_INFINITY
  const stamped = gap > NEW_STAMP_AFTER || dayStart(text.at) !== dayStart(before.text.at)
  const follows = before && before.text.direction === text.direction && gap < SAME_RUN_WITHIN && !stamped
  if (stamped) texts.append(element('div', 'day', element('b', '', dayName(text.at)), ` ${TIME.format(text.at)}`))
  if (follows) before.node.classList.remove('last')

  const node = element('div', `text last${mine ? ' mine' : ''}${follows ? '' : ' turn'}${fresh ? ' fresh' : ''}`)
  const speaker = mine ? 'You' : text.notice ? 'The network' : find('venue-title').textContent
  const row = { text, node, receipt: element('div', 'receipt') }
  node.append(element('span', 'unseen', `${speaker}, ${TIME.format(text.at)}: `), bubble(text), row.receipt)
  texts.append(node)
  state.rows.set(text.sid, row)
}

function show(text, fresh) {
  const row = state.rows.get(text.sid)
  if (row) row.text = text
  else addRow(text, fresh)
  refreshReceipts()
  empty.hidden = state.rows.size > 0
  if (!row && text.direction === 'from_phone') log.scrollTop = 0
}

async function openPhone(number) {
  // What is typed before any phone is open is the first one's.
  if (state.number !== '') {
    state.drafts.set(state.number, box.value)
    box.value = state.drafts.get(number) ?? ''
  }
  state.number = number
  const known = phoneEntry(number)
  known.unread = 0
  find('as').textContent = `Texting as ${nameOf(number)}`
  typed()
  paintPhones()
  await reload()
}

/** The whole thread afresh. What arrives live meanwhile is shown after it, so that nothing is lost or out of order. */
async function reload() {
  state.loads += 1
  const { number, loads } = state
  state.held = []
  const { answer } = await call(`/phone/messages?all=1&number=${encodeURIComponent(number)}`)
  if (loads !== state.loads) return
  state.rows.clear()
  texts.replaceChildren()
  empty.hidden = answer.length > 0
  for (const text of [...answer, ...state.held]) show(text, false)
  state.held = null
  log.scrollTop = 0
}

// Typing and sending

function typed() {
  send.disabled = box.value.trim() === '' || state.number === ''
}

async function sendText() {
  const body = box.value.trim()
  const from = state.number
  if (!body || !from) return
  box.value = ''
  typed()
  try {
    await call('/phone/send', { from, body })
  } catch {
    // The provider itself is gone: the words go back where they were typed.
    if (state.number === from && box.value === '') box.value = body
    else state.drafts.set(from, body)
    typed()
    lostTouch()
  }
}

// Whose phone it is

function phoneEntry(number) {
  const known = state.phones.get(number)
  if (known) return known
  const entry = { number, unread: 0, lastAt: null, lastBody: '', optedOut: false }
  state.phones.set(number, entry)
  return entry
}

function phoneButton(entry, hue) {
  const { number, lastAt, lastBody, unread } = entry
  const name = nameOf(number)
  const avatar = element('span', 'avatar', initials(name))
  avatar.dataset.hue = String(hue % 6)
  avatar.ariaHidden = 'true'
  const when = lastAt === null ? '' : isToday(lastAt) ? TIME.format(lastAt) : SHORT.format(lastAt)
  const preview = lastBody || (name === spaced(number) ? 'No texts yet' : spaced(number))
  const badge = unread
    ? [element('span', 'badge', String(unread), element('span', 'unseen', ' new'))]
    : [element('span')]
  const button = element(
    'button',
    '',
    avatar,
    element('span', 'name', name),
    element('span', 'when', when),
    element('span', 'preview', preview),
    ...badge,
  )
  button.type = 'button'
  button.ariaCurrent = String(number === state.number)
  button.title = spaced(number)
  button.addEventListener('click', () => {
    location.hash = number
    if (find('people').matches(':popover-open')) find('people').hidePopover()
    box.focus()
  })
  return button
}

function paintPhones() {
  const entries = [...state.phones.values()]
  const focused = [...find('phones').querySelectorAll('button')].indexOf(document.activeElement)
  find('phones').replaceChildren(...entries.map((entry, index) => element('li', '', phoneButton(entry, index))))
  if (focused >= 0) find('phones').querySelectorAll('button')[focused]?.focus()
  const unread = entries.reduce((sum, entry) => sum + entry.unread, 0)
  find('unread').textContent = String(unread)
  find('unread').hidden = unread === 0
  find('back').ariaLabel = unread ? `Phones, ${unread} new` : 'Phones'
  document.title = `${unread ? `(${unread}) ` : ''}${nameOf(state.number)}: phone`
}

async function loadPhones() {
  const { answer } = await call('/phone/numbers')
  for (const number of PEOPLE.keys()) phoneEntry(number)
  for (const phone of answer) Object.assign(phoneEntry(phone.number), phone)
}

async function useOther(event) {
  event.preventDefault()
  const written = find('other-number').value
  const { ok, answer } = await call(`/phone/number?number=${encodeURIComponent(written)}`)
  find('other-error').textContent = ok ? '' : 'That is not a phone number.'
  if (!ok) return
  find('other-number').value = ''
  location.hash = answer.number
}

function fromHash() {
  const number = decodeURIComponent(location.hash.slice(1))
  openPhone(/^\+[1-9]\d{6,14}$/.test(number) ? number : PEOPLE.keys().next().value).catch(lostTouch)
}

// Faults

/** The form and the wire say the same thing in different words. */
function faultsOfForm() {
  const form = new FormData(find('faults-form'))
  const trouble = form.get('trouble')
  const faults = {}
  if (trouble === 'hang') faults.hang = true
  else if (trouble === 'before') faults.hang = 'before'
  else if (trouble === 'custom') faults.fail = state.faults.fail
  else if (trouble !== 'none') faults.fail = /^\d+$/.test(trouble) ? Number(trouble) : trouble
  if (form.get('times') && trouble !== 'none') faults.failTimes = Number(form.get('times'))
  if (form.get('delay')) faults.delayMs = Number(form.get('delay'))
  if (form.get('dropStatus')) faults.dropStatus = true
  if (form.get('scope')) faults.scope = 'all'
  return faults
}

function troubleOf({ fail, hang }) {
  if (hang) return hang === 'before' ? 'before' : 'hang'
  if (!fail) return 'none'
  const value = fail === true ? '500' : String(fail)
  return find('faults-form').querySelector(`[name=trouble][value="${value}"]`) ? value : 'custom'
}

function choose(select, value, label) {
  const wanted = value ? String(value) : ''
  if (![...select.options].some((option) => option.value === wanted)) select.add(new Option(label(value), wanted))
  select.value = wanted
}

function paintFaults(faults) {
  state.faults = faults
  const { trouble, times, delay, dropStatus, scope } = find('faults-form').elements
  const kind = troubleOf(faults)
  find('custom').hidden = kind !== 'custom'
  find('custom').querySelector('i').textContent = kind === 'custom' ? String(faults.fail) : ''
  trouble.value = kind
  choose(times, faults.failTimes, (count) => `Next ${count} texts`)
  choose(delay, faults.delayMs, (ms) => `${ms / 1000} seconds`)
  dropStatus.checked = Boolean(faults.dropStatus)
  scope.checked = faults.scope === 'all'
  const any = kind !== 'none' || Boolean(faults.delayMs || faults.dropStatus || faults.scope === 'all')
  document.body.classList.toggle('has-faults', any)
  find('health').textContent = any ? 'Faults on' : 'Healthy'
  find('heal').disabled = !any
  find('open-faults').ariaLabel = any ? 'Provider faults: on' : 'Provider faults'
}

const setFaults = (faults) => call('/phone/faults', faults).catch(lostTouch)

// Appearance, clock, and staying in touch

function paintTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  find('theme').ariaPressed = String(dark)
}

function flipTheme() {
  const theme = find('theme').ariaPressed === 'true' ? 'light' : 'dark'
  localStorage.setItem('theme', theme)
  paintTheme(theme)
}

function tick() {
  find('clock').textContent = TIME.format(Date.now())
}

function lostTouch() {
  document.body.classList.add('offline')
}

function heard(text) {
  const entry = phoneEntry(text.phone)
  const isNew = text.notice || text.status === 'queued' || text.status === 'sending'
  if (isNew && text.at >= (entry.lastAt ?? 0)) Object.assign(entry, { lastAt: text.at, lastBody: text.body })
  if (text.phone === state.number && state.held) state.held.push(text)
  else if (text.phone === state.number) show(text, true)
  else if (isNew && text.direction === 'to_phone') entry.unread += 1
  paintPhones()
}

function listen() {
  const events = new EventSource('/phone/events')
  events.addEventListener('text', (event) => heard(JSON.parse(event.data)))
  events.addEventListener('faults', (event) => paintFaults(JSON.parse(event.data)))
  events.addEventListener('error', lostTouch)
  events.addEventListener('open', async () => {
    document.body.classList.remove('offline')
    await loadPhones()
    paintFaults((await call('/phone/faults')).answer)
    paintPhones()
    await reload()
  })
}

async function start() {
  const { answer: venue } = await call('/phone/venue')
  for (const node of document.querySelectorAll('.venue-name')) node.textContent = venue.name
  for (const node of document.querySelectorAll('.avatar.venue')) node.textContent = initials(venue.name)
  document.querySelector('.venue-number').textContent = spaced(venue.number)
  await loadPhones()
  fromHash()
  listen()
}

// Without this, a keyboard could not scroll back in every browser.
log.tabIndex = 0
find('compose').addEventListener('submit', (event) => {
  event.preventDefault()
  sendText()
  box.focus()
})
box.addEventListener('input', typed)
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  sendText()
})
empty.addEventListener('click', (event) => {
  if (!event.target.matches('button')) return
  box.value = event.target.textContent
  typed()
  box.focus()
})
find('other').addEventListener('submit', useOther)
find('faults-form').addEventListener('change', () => setFaults(faultsOfForm()))
find('heal').addEventListener('click', () => setFaults({}))
find('theme').addEventListener('click', flipTheme)
addEventListener('hashchange', fromHash)
setInterval(tick, 5_000)
tick()
paintTheme(localStorage.getItem('theme'))
paintFaults({})
start().catch(lostTouch)
