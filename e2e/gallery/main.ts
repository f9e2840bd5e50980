import '../../app/tokens.css'
import '../../app/base.css'
import './gallery.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { Gallery } from './gallery.tsx'

const element = document.getElementById('root')
if (element) {
  const root = createRoot(element)
  const draw = () => {
    const { search } = location
    root.render(createElement(Gallery, { key: search, query: new URLSearchParams(search) }))
  }
  // A test goes from state to state without a load in between.
  addEventListener('popstate', draw)
  draw()
}
