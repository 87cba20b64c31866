// `loopbook serve`: a page follows its text, and shows what is wrong with it.

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'

import { accessibility } from './accessibility.mjs'
import { launch } from './browser.mjs'
import { preview } from './site.mjs'

const NOTE = 'playbook/pack-a-machine.md'
const PAGE = 'public/playbook/pack-a-machine.html'

let browser
let served
let context
let errors

before(async () => {
  served = await preview()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  assert.equal(await served?.close(), 0, 'Ctrl-C ends it in good order')
})

afterEach(async () => {
  await context?.close()
  assert.deepEqual(errors, [])
})

async function open(path, options = {}) {
  context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  errors = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(served.url + path)
  return page
}

describe('a page under serve', () => {
  it('is loaded again when its text was saved, and stays where it was scrolled to', async () => {
    const page = await open(PAGE, { viewport: { width: 1000, height: 400 } })
    await page.evaluate(() => window.scrollTo(0, 300))
    served.edit(NOTE, (text) => `${text}\nAdded while somebody reads.\n`)
    await page.getByText('Added while somebody reads.').waitFor()
    assert.equal(await page.evaluate(() => window.scrollY), 300)
  })

  it('is left alone when another text was saved', async () => {
    const page = await open(PAGE)
    await page.evaluate(() => {
      window.untouched = true
    })
    const news = page.waitForResponse((answer) => answer.request().method() === 'HEAD' && answer.url().endsWith('.html'))
    served.edit('part-matching/understand.md', (text) => `${text}\nSomething else.\n`)
    await news
    await page.waitForTimeout(100)
    assert.equal(await page.evaluate(() => window.untouched), true)
  })

  it('shows what is wrong with it, with the place and what to do, and no more once it is mended', async () => {
    const page = await open(PAGE)
    served.edit(NOTE, (text) => `${text}\n[lost](nowhere.md)\n`)
    const panel = page.getByRole('complementary', { name: 'What is wrong with the workbook' })
    await panel.getByText(/playbook\/pack-a-machine\.md:\d+:\d+/).waitFor()
    await panel.getByText('there is no file `playbook/nowhere.md`').waitFor()
    await panel.getByText('create the file, or mend the link').waitFor()
    await panel.getByText('broken-link').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true, 'the focus stays')
    assert.deepEqual(await accessibility(page), [])
    await page.setViewportSize({ width: 320, height: 600 })
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth)
    assert.equal(wide, 320, 'no sideways scrolling')
    served.edit(NOTE, (text) => text.replace('[lost](nowhere.md)', 'Found.'))
    await panel.waitFor({ state: 'detached' })
  })

  it('lets its panel be dismissed with the keyboard', async () => {
    const page = await open('private/index.html')
    served.edit(NOTE, (text) => `${text}\n[lost](nowhere.md)\n`)
    const panel = page.getByRole('complementary', { name: 'What is wrong with the workbook' })
    await panel.getByText('1 error').waitFor()
    await panel.getByText('1 error').press('Enter')
    await panel.getByRole('button', { name: 'Dismiss' }).press('Enter')
    await panel.waitFor({ state: 'detached' })
    served.edit(NOTE, (text) => text.replace('[lost](nowhere.md)', 'Found.'))
  })

  it('takes over a picture that was drawn anew', async () => {
    const drawn = (colour) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="${colour}"/></svg>`
    served.write('playbook/drawn.svg', drawn('red'))
    served.edit(NOTE, (text) => `${text}\n![a square](drawn.svg)\n`)
    const page = await open(PAGE)
    const picture = page.getByRole('img', { name: 'a square' })
    await picture.waitFor()
    await page.evaluate(() => {
      window.untouched = true
    })
    // It knows what it shows once it asked: after the picture itself.
    await page.waitForFunction(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('drawn.svg')).length > 1,
    )
    served.write('playbook/drawn.svg', drawn('blue'))
    await page.waitForFunction(() => document.querySelector('img[alt="a square"]').src.includes('?'))
    assert.equal(await page.evaluate(() => window.untouched), true)
    served.edit(NOTE, (text) => text.replace('![a square](drawn.svg)', ''))
  })

  it('does not follow what nobody looks at, and catches up', async () => {
    const page = await open(PAGE)
    const look = (state) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    let asked = 0
    page.on('request', () => asked++)
    // What it asks for when it is opened comes first.
    for (let before = -1; before !== asked; await page.waitForTimeout(400)) before = asked
    await look('hidden')
    asked = 0
    served.edit(NOTE, (text) => `${text}\nWritten unseen.\n`)
    await page.waitForTimeout(500)
    assert.equal(asked, 0, 'it asks for nothing')
    await look('visible')
    await page.getByText('Written unseen.').waitFor()
  })

  it('leaves its panel open, and the focus in it, while what it says changes', async () => {
    const page = await open('private/index.html')
    served.edit(NOTE, (text) => `${text}\n[lost](nowhere.md)\n`)
    const panel = page.getByRole('complementary', { name: 'What is wrong with the workbook' })
    await panel.getByText('1 error').press('Enter')
    served.edit(NOTE, (text) => `${text}\n[lost too](neither.md)\n`)
    await panel.getByText('there is no file `playbook/neither.md`').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '2 errors')
    served.edit(NOTE, (text) => text.replace('[lost](nowhere.md)', '').replace('[lost too](neither.md)', ''))
    await panel.waitFor({ state: 'detached' })
  })
})
