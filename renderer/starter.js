/**
 * In a page that comes with its first frame: that is on the screen before the bundle runs, which would hold it up. Keys that
 * are pressed at it meanwhile are kept for whoever takes them then.
 */
const LATE_MS = 200

const pressed = []
const keep = (event) => pressed.push(event)
window.addEventListener('keydown', keep)
window.pressedEarly = () => {
  window.removeEventListener('keydown', keep)
  return pressed.splice(0)
}

let begun = false
function begin() {
  if (begun) return
  begun = true
  import(document.querySelector('link[rel="modulepreload"]').href)
}

function beginAfterFrame() {
  if (!document.getElementById('root').hasChildNodes()) return begin()
  // Where nothing is drawn, as in a hidden window, no frame comes.
  setTimeout(begin, LATE_MS)
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = begin
    port2.postMessage(null)
  })
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', beginAfterFrame)
else beginAfterFrame()
