//! French.

mod account;
mod approvals;
mod authorization;
mod common;
mod console;
mod entrances;
mod events;
mod links;
mod outcomes;
mod problems;
mod recovery;
mod welcome;

use super::Copy;
use crate::domain::Language;

pub static COPY: Copy = Copy {
    language: Language::French,
    common: common::COMMON,
    scripted: common::SCRIPTED,
    entrances: entrances::ENTRANCES,
    welcome: welcome::WELCOME,
    links: links::LINKS,
    approvals: approvals::APPROVALS,
    authorization: authorization::AUTHORIZATION,
    recovery: recovery::RECOVERY,
    outcomes: outcomes::OUTCOMES,
    account: account::ACCOUNT,
    mailbox: common::MAILBOX,
    reference: common::REFERENCE,
    console: console::CONSOLE,
    problem: problems::problem,
    done: outcomes::done,
    failed: outcomes::failed,
    event: events::event,
    role: console::role,
    method: events::method,
};
