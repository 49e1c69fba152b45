/** Questions that the local classifier is sure of, for each intent that may be sent by itself, and the honest answers. */
import type { IntentKey } from '#shared/intents.ts'

export interface Question {
  readonly intent: IntentKey
  readonly text: string
}

const LINK = 'https://book.example/willow'

const ANSWERED: Partial<Record<IntentKey, Readonly<Record<string, string>>>> = {
  pricing: {
    'How much is a balayage?': 'Hi, our balayage starts from £140, and a full balayage is £180.',
    'How much is a trim please?': 'A trim is £35.',
    'What do you charge for gel nails?': 'Gel nails are £32.',
    'Is it £20 for a trim?': 'A trim is £35.',
  },
  hours: {
    'Are you open on Sunday?': "Sorry, we're closed on Sunday.",
    'What time do you close on Thursday?': 'We close at 6pm on Thursday.',
    'What are your opening hours?': "We're open Tuesday to Friday 9am to 6pm and Saturday 9am to 5pm.",
  },
  availability: {
    'Any time Thursday afternoon for a trim?': `You can see all the available times online: ${LINK}`,
    'Do you have any space tomorrow?': `Please choose a time online: ${LINK}`,
    'Can I come at 3pm on Friday?': `Please check the available times online: ${LINK}`,
  },
  booking_link: {
    'Can you send me your booking link please?': `Of course, you can book here: ${LINK}`,
    'Where can I book online?': LINK,
  },
  booking_request: {
    "Book me a trim Friday 3pm please, it's Sam": `Nothing is booked yet. Please choose a time here: ${LINK}`,
    'Please book me in for gel nails on Saturday at 11am': `Nothing is booked yet, please book here: ${LINK}`,
  },
  quote_request: {
    'Can I get a quote for 3 trims?': '3 x Trim at £35 = £105. Total £105.',
    'Quote for 2 trims and gel nails please': '2 x Trim at £35 = £70, Gel nails £32. Total £102.',
  },
  follow_up: {
    'Did you hear back about my colour?': 'That needs one of the team to take a look.',
    'Any news on the appointment I asked about?': 'One of the team will need to take a look.',
  },
  new_lead: {
    'Hello, I am a new client, do you offer balayage?': 'Welcome! Yes, we do balayage, from £140.',
  },
  enquiry: {
    'Is there parking near you?':
      'There is a pay-and-display car park behind the salon on Wren Row, and free street parking on Alder Road for up to two hours.',
    'Are dogs allowed in the salon?':
      'Well-behaved dogs on a lead are welcome, and there is always a water bowl by the door.',
    'Do you take card payments?':
      'We take cash, all cards except American Express, and contactless including Apple Pay and Google Pay.',
  },
}

export const ASKED: readonly Question[] = Object.entries(ANSWERED).flatMap(([intent, answers]) =>
  Object.keys(answers).map((text) => ({ intent: intent as IntentKey, text })),
)

/** What a good model would say, by the question. */
export const HONEST: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(ANSWERED))
