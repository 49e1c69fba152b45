/** What `import … from 'electron'` gives in the stand-in. A name that is missing here fails the import by name. */
export { app } from './app.ts'
export { BrowserWindow, webContents } from './browser-window.ts'
export { dialog, globalShortcut, Menu, Notification, nativeImage, safeStorage, screen, shell, Tray } from './desktop.ts'
export { ipcMain } from './ipc-main.ts'
export { session } from './permissions.ts'
export { MessageChannelMain } from './ports.ts'
export { protocol } from './schemes.ts'
export { utilityProcess } from './utility-process.ts'
