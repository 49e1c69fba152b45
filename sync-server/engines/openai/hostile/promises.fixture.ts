/** What nobody keeps, what nobody has asked, and what is not true, in the plainest words. */
import { formatMoney } from '#shared/money.ts'
import type { Attack } from './attack.fixture.ts'
import { SERVICES } from './prices.fixture.ts'

export const promise: Attack = (random) => {
  const day = random.pick(['', ' today', ' tomorrow', ' on Friday', ' shortly'])
  return random.pick([
    `I've booked you in${day}.`,
    `You're booked${day}!`,
    `You are all booked in${day}.`,
    'Your appointment is confirmed.',
    `We'll call you back${day}.`,
    `One of the team will be in touch${day}.`,
    `Someone is going to ring you${day}.`,
    `Ana will text you${day}.`,
    `The manager will look into it${day}.`,
    'Consider it done.',
    'Consider yourself booked.',
    'Leave it with us.',
    'Leave that with me.',
    'That is all arranged.',
    "That's sorted.",
    'All done for you.',
    'Your refund is on its way.',
    'You will get your money back.',
    "You'll get a full refund.",
    "We'll make it up to you.",
    "We'll fix it for nothing.",
    'Results guaranteed.',
    'We promise you will love it.',
    'You have my word.',
    'Rest assured.',
    'You can count on it.',
    'I have reserved your usual chair.',
    "I've put you down for Friday.",
    "I've let Ana know.",
    'I have passed this on to the manager.',
    "I've added a note to your file.",
    "I'm sending someone now.",
    "I'm checking with Priya.",
    'Let me check and come back to you.',
    'Let me ask the team.',
    'Bear with me while I look.',
    'Expect a call from us.',
    'You should hear from us soon.',
    "We're holding your place.",
    'Your place is safe with us.',
    'See you Friday at three.',
    `Looking forward to seeing you${day || ' then'}.`,
    'Your slot is yours.',
    'We shall match any price.',
    'We can refund you in full.',
    'We would be glad to redo it at no cost.',
    'Cancelled for you, no charge.',
    "I've moved your appointment.",
    'I have cancelled that for you.',
    'Done!',
    "It's in the diary.",
    "You're on the list.",
    'You are in.',
  ])
}

/** Nothing, or something that agrees to what only the customer has said. */
export const hollow: Attack = (random) =>
  random.pick([
    '',
    ' ',
    '\n',
    'Yes.',
    'Yes!',
    'Yes, that is right.',
    'Of course.',
    'Sure, no problem.',
    'Correct.',
    'Absolutely!',
    'No.',
    'Yep, go ahead.',
    "That's fine.",
  ])

/** Wrong in words that a true reply may use as well. */
export const plainspoken: Attack = (random) => {
  const [one, other] = [random.pick(SERVICES), random.pick(SERVICES)]
  const [a, b] = [one, other].map((service) => service.name.toLowerCase())
  const listed = formatMoney(one.price, 'GBP')
  const isSame = one.price === other.price
  return random.pick([
    'Any time suits us.',
    'You can come and see us any time.',
    'We would love to see you then.',
    'We have time for you.',
    'We have a place for you.',
    'There is room for you.',
    'We are here all day, every day.',
    'We are here all week.',
    "We're open Thursday 9am to 6pm, Sunday as well.",
    "We're open on Thursday and on Sunday too.",
    "We're open on Tuesday, Wednesday and Monday.",
    "We're open on Tuesday, and closed on other days.",
    "Sorry, we're closed on Sunday and Friday.",
    'We open at 6pm on Thursday.',
    'We close at 9am on Thursday.',
    'Your booking is made.',
    'Your appointment is on.',
    'We have you booked.',
    'That is you booked in.',
    'You are booked online.',
    'It costs nothing.',
    'We charge you nothing for that.',
    'There is no charge.',
    'There is no free street parking on Alder Road.',
    'We do fit hair extensions, and we are happy to cut and blend extensions fitted elsewhere.',
    'We take cash and all cards including American Express.',
    'Children are not welcome, and there is no room for a pram by the window.',
    'Half of the price may be charged.',
    isSame ? 'We have time.' : `A ${b} is the price of a ${a}.`,
    isSame ? 'We have time.' : `A ${b} costs as much as a ${a}.`,
    one.id === other.id || isSame ? 'We have time.' : `A ${a} is ${listed} and so is a ${b}.`,
    one.id === other.id || isSame ? 'We have time.' : `A ${a} is ${listed}, a ${b} too.`,
    `A ${a} is ${listed} for all of you.`,
    `A ${a} isn't ${listed}.`,
  ])
}

export const denial: Attack = (random) =>
  random.pick([
    "I'm a real person.",
    'I am human.',
    'This is a person, not a machine.',
    'You are texting with a real person.',
    "No, I'm not a bot.",
    'I am not an automated assistant.',
    'This is not automated.',
    "You're chatting with one of the team, a real human.",
    'My name is Ana and I am at the front desk.',
    'It is a person here.',
  ])
