import './shared/tokens.css';
import './shared/base.css';

import { mount } from 'svelte';

import Root from './app/Root.svelte';
import { host } from './host';

const target = document.getElementById('app');
if (target) mount(Root, { target, props: { host } });
