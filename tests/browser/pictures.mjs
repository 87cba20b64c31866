// Takes the pictures of the README: `npm run pictures`. They are committed, so look at them first.
// A picture that is too large is reduced to a palette, where pngquant is installed.

import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { launch } from './browser.mjs'
import { build } from './site.mjs'

const OUT = new URL('../../docs/pictures/', import.meta.url)
const LARGEST = 150_000

const DESK = { viewport: { width: 1280, height: 760 } }
const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

const PICTURES = [
  { name: 'board', side: 'private', page: 'index.html', as: { viewport: { width: 1280, height: 1120 } } },
  { name: 'journey', side: 'public', page: 'journeys/bridal-atelier.html', as: { viewport: { width: 1280, height: 960 } } },
  { name: 'loop-dark', side: 'private', page: 'memory/part-matching/instrument.html', as: { ...DESK, colorScheme: 'dark' } },
  { name: 'map', side: 'public', page: 'playbook/part-matching/redesign.html', as: { viewport: { width: 1000, height: 900 } }, scroll: '.workmap' },
  { name: 'phone', side: 'public', page: 'playbook/read-the-type-plate.html', as: PHONE },
]

mkdirSync(OUT, { recursive: true })
const site = build()
const browser = await launch()
try {
  for (const { name, side, page: path, as, scroll } of PICTURES) {
    const file = fileURLToPath(new URL(`${name}.png`, OUT))
    const page = await browser.newPage(as)
    await page.goto(site.fileUrl(side) + path)
    if (scroll) await page.locator(scroll).evaluate((element) => element.scrollIntoView())
    await page.screenshot({ path: file })
    await page.close()
    if (statSync(file).size > LARGEST) {
      spawnSync('pngquant', ['--force', '--skip-if-larger', '--strip', '--output', file, '64', file])
    }
    const { size } = statSync(file)
    console.log(`${name}.png: ${Math.ceil(size / 1000)} kB`)
    if (size > LARGEST) process.exitCode = 1
  }
} finally {
  await browser.close()
  site.remove()
}
