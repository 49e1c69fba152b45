/** Single settings by the words that stand on their page, for the palette. A test holds them against the pages. */
import type { SettingsPage } from './why.ts'

export interface IndexedSetting {
  readonly page: SettingsPage
  /** As its heading says it. */
  readonly label: string
  /** What else somebody may call it. */
  readonly also?: string
}

export const SETTINGS_INDEX: readonly IndexedSetting[] = [
  { page: 'auto-send', label: 'Let trained intents answer by themselves', also: 'master switch automatic' },
  { page: 'backtest', label: 'Settings to try', also: 'replay what if' },
  { page: 'limits', label: 'Hourly cap', also: 'limit per hour' },
  { page: 'limits', label: 'Daily cap', also: 'limit per day' },
  { page: 'limits', label: 'Quiet hours', also: 'night do not disturb' },
  { page: 'limits', label: 'Closed days and other hours', also: 'holiday closure bank holiday' },
  { page: 'timing', label: 'Undo window', also: 'take back seconds' },
  { page: 'timing', label: 'Hold before an automatic reply', also: 'delay sending in' },
  { page: 'timing', label: 'Wait for the end of a burst', also: 'debounce several texts' },
  { page: 'timing', label: 'Rest after a person has written', also: 'human pause' },
  { page: 'agents', label: 'Tell a customer that a person takes over', also: 'handoff message' },
  { page: 'engine', label: 'Which engine answers', also: 'model openai local' },
  { page: 'voice', label: 'Persona', also: 'tone host concierge casual enthusiast' },
  { page: 'voice', label: 'Words to avoid', also: 'avoid list banned' },
  { page: 'voice', label: 'AI disclosure', also: 'suffix bot assistant' },
  { page: 'diary', label: 'Opening hours', also: 'times open closed' },
  { page: 'diary', label: 'People in the diary', also: 'stylists staff rota' },
  { page: 'diary', label: 'Calendars elsewhere', also: 'ics feed google' },
  { page: 'diary', label: 'Bookings ahead', also: 'appointments visits' },
  { page: 'venue', label: 'Sending number', also: 'phone twilio credentials' },
  { page: 'venue', label: 'Public reviews', also: 'google stars' },
  { page: 'venue', label: 'Cost of a text', also: 'segment price' },
  { page: 'venue', label: 'A customer should not wait longer than', also: 'target waiting amber red' },
  { page: 'venue', label: 'Front desk may pull the kill switch', also: 'access staff stop' },
  { page: 'venue', label: 'Keep texts of closed conversations for', also: 'retention delete privacy' },
  { page: 'credits', label: 'Plan', also: 'free pro upgrade billing' },
  { page: 'team', label: 'Invite somebody', also: 'add colleague account' },
  { page: 'team', label: 'Your consoles', also: 'sessions devices sign out' },
  { page: 'snippets', label: 'Snippets', also: 'canned templates' },
  { page: 'snippets', label: 'Macros', also: 'actions shortcuts' },
  { page: 'notifications', label: 'What you are told of', also: 'alerts sound' },
  { page: 'notifications', label: 'Show who wrote, and what', also: 'privacy screen' },
  { page: 'computer', label: 'Start with the computer', also: 'login autostart' },
  { page: 'computer', label: 'The kill switch from anywhere', also: 'global shortcut' },
  { page: 'computer', label: 'Which versions', also: 'update channel' },
]
