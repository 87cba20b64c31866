// What axe finds on a page. The page's policy forbids foreign scripts; this one comes from outside the page.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What is wrong with a page as it is, and in the dark. */
export async function accessibility(page) {
  await page.evaluate(AXE)
  const asIs = await axe(page, STANDARD)
  // Only colours differ in the dark.
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await axe(page, { type: 'rule', values: ['color-contrast'] })
  await page.emulateMedia({ colorScheme: 'light' })
  return [...asIs, ...dark.map((fault) => `in the dark, ${fault}`)]
}

async function axe(page, runOnly) {
  const { violations } = await page.evaluate(
    (runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }),
    runOnly,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`),
  )
}
