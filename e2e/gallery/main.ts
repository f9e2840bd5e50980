import '../../app/tokens.css'
import '../../app/base.css'
import './gallery.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { Gallery } from './gallery.tsx'

const root = document.getElementById('root')
if (root) createRoot(root).render(createElement(Gallery, { query: new URLSearchParams(location.search) }))
