//! Pages of the account site, and the sections of each.

use super::sections::CHANGE_PASSWORD;
use crate::domain::EventId;
use crate::flows::account::overview::{EventRange, OverviewPart};
use crate::pages::copy::account::Pages;
use crate::pages::ui::listed::listed;
use crate::pages::ui::paths::with_redirect;

/// Events on the overview, and on a page of the activity.
const LATEST: i64 = 3;
const RECENT: i64 = 30;

listed! {
    /// Page of the account site, in the order of its navigation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AccountPage {
        Overview,
        Security,
        Devices,
        Applications,
        Activity,
        Data,
    }
}

listed! {
    /// Section of a page, in the order of the site.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AccountSection {
        Removed,
        /// Address that waits to be confirmed.
        Confirm,
        Email,
        Profile,
        /// Summary of the credentials and the second factor.
        Protection,
        Latest,
        Password,
        Passkeys,
        TwoFactor,
        Identities,
        Devices,
        Applications,
        Activity,
        Export,
        Deletion,
    }
}

impl AccountPage {
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/account",
            Self::Security => "/account/security",
            Self::Devices => "/account/devices",
            Self::Applications => "/account/applications",
            Self::Activity => "/account/activity",
            Self::Data => "/account/data",
        }
    }

    /// Path with the application's request, if there is one, that the person goes on to.
    pub fn url(self, onward: Option<&str>) -> String {
        with_redirect(self.path().trim_start_matches('/'), onward)
    }

    /// Page at a path, which may have a fragment.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.split('#').next().unwrap_or_default();
        Self::ALL.iter().copied().find(|page| page.path() == path)
    }

    /// Fragments that a link from the time of a single page may have to what is here now.
    pub fn former_fragments(self) -> Vec<&'static str> {
        let own = AccountSection::ALL.iter().filter(|section| section.page() == self).map(|section| section.id());
        let others: &[&str] = match self {
            Self::Security => &[CHANGE_PASSWORD],
            Self::Devices => &["sessions"],
            Self::Data => &["data"],
            Self::Overview | Self::Applications | Self::Activity => &[],
        };
        own.chain(others.iter().copied()).collect()
    }

    /// Name in the navigation.
    pub fn label(self, copy: &Pages) -> &'static str {
        match self {
            Self::Overview => copy.overview,
            Self::Security => copy.security,
            Self::Devices => copy.devices,
            Self::Applications => copy.applications,
            Self::Activity => copy.activity,
            Self::Data => copy.data,
        }
    }

    /// Heading of the page.
    pub fn title(self, copy: &Pages) -> &'static str {
        if self == Self::Overview { copy.title } else { self.label(copy) }
    }

    /// Parts of the overview that it shows, which alone are read. The activity is that before an event, if one is given.
    pub fn parts(self, before: Option<&EventId>) -> Vec<OverviewPart<'_>> {
        use OverviewPart::{Applications, Events, Identities, Passkeys, PendingAddress, Sessions};
        match self {
            Self::Overview => {
                vec![PendingAddress, Passkeys, Identities, Events(EventRange { limit: LATEST, before: None })]
            }
            Self::Security => vec![Passkeys, Identities],
            Self::Devices => vec![Sessions],
            Self::Applications => vec![Applications],
            Self::Activity => vec![Events(EventRange { limit: RECENT, before })],
            Self::Data => Vec::new(),
        }
    }
}

impl AccountSection {
    /// Fragment of a link to it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Confirm => "confirm",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Protection => "protection",
            Self::Latest => "latest",
            Self::Password => "password",
            Self::Passkeys => "passkeys",
            Self::TwoFactor => "two-factor",
            Self::Identities => "identities",
            Self::Devices => "devices",
            Self::Applications => "applications",
            Self::Activity => "activity",
            Self::Export => "export",
            Self::Deletion => "delete",
        }
    }

    pub const fn page(self) -> AccountPage {
        match self {
            Self::Removed | Self::Confirm | Self::Profile | Self::Email | Self::Protection | Self::Latest => {
                AccountPage::Overview
            }
            Self::Password | Self::Passkeys | Self::TwoFactor | Self::Identities => AccountPage::Security,
            Self::Devices => AccountPage::Devices,
            Self::Applications => AccountPage::Applications,
            Self::Activity => AccountPage::Activity,
            Self::Export | Self::Deletion => AccountPage::Data,
        }
    }

    /// URL of its page, with its fragment.
    pub fn url(self, onward: Option<&str>) -> String {
        format!("{}#{}", self.page().url(onward), self.id())
    }
}
