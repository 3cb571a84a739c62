//! Passkeys (WebAuthn, discoverable, with the user verified by the authenticator): a telephone, a computer or a USB key that proves by
//! itself both that it is there and that its owner is. What the server remembers between question and answer is a row, used once.
//!
//! The library (`webauthn_rp`, no OpenSSL) judges; here is what is stored and to whom it belongs.

use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{
    At, StoreError, Work,
    factors::{Owner, passkeys::Passkey},
};
use url::Host;
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    Registration, RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, DomainOrigin, ExtensionInfo, PublicKeyCredentialDescriptor, RpId,
        auth::AuthenticationVerificationOptions,
        register::{
            CredProtect, Nickname, PublicKeyCredentialCreationOptions, PublicKeyCredentialUserEntity, RegistrationVerificationOptions,
            USER_HANDLE_MAX_LEN, UserHandle64, Username,
        },
    },
    response::{
        AuthTransports, CredentialId,
        register::{CompressedPubKey, DynamicState, StaticState},
    },
};

use super::context;
use crate::{
    portal::Portal,
    web::{Fields, Side},
};

/// A ceremony waits so long for its answer.
const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
const REGISTRATION: &str = "passkey registration";
const LOGIN: &str = "passkey login";
/// The most passkeys of one owner.
const MOST: usize = 10;
/// The longest name of a passkey, characters.
const MOST_NAME_CHARS: usize = 50;

/// Why a passkey was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The address of this side is no name of a host (an IP address has no passkeys).
    #[error("passkeys need a host with a name")]
    NoName,
    /// The owner has as many passkeys as there can be.
    #[error("no more passkeys")]
    Enough,
    /// What came is not what was asked for, or too late.
    #[error("not taken: {0}")]
    Refused(String),
    /// The database could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose passkey is made: how authenticators show the owner.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// Who.
    pub owner: Owner,
    /// The name at the login: an address, a user ID.
    pub login_name: &'a str,
    /// How they are called; may be blank.
    pub display_name: &'a str,
}

/// The name that a form gives a passkey; blank when there is none.
pub fn name(fields: &Fields) -> String {
    let typed = fields.get("passkey_name").trim().chars().filter(|character| !character.is_control());
    typed.take(MOST_NAME_CHARS).collect()
}

/// Whether this side of the portal can have passkeys at all.
pub fn are_possible(portal: &Portal, side: Side) -> bool {
    rp_id(portal, side).is_ok()
}

/// Asks for a new passkey: what the page's script hands to the browser, as JSON.
///
/// # Errors
/// [`PasskeyError::NoName`]; [`PasskeyError::Store`].
pub async fn begin_registration(
    portal: &Portal,
    work: &Work,
    side: Side,
    bound_to: &[u8],
    holder: &Holder<'_>,
    now: Timestamp,
) -> Result<String, PasskeyError> {
    let rp_id = rp_id(portal, side)?;
    let handle = work.passkey_handle(holder.owner, &portal.random.bytes::<USER_HANDLE_MAX_LEN>()).await?;
    let handle = user_handle(&handle)?;
    let user = PublicKeyCredentialUserEntity {
        name: Username::try_from(holder.login_name).map_err(refused)?,
        id: &handle,
        // A name that the rules for display names (RFC 8266) do not take is left out: the login name is enough to tell keys apart.
        display_name: Nickname::try_from(holder.display_name).ok(),
    };
    let known = work.passkeys(holder.owner).await?;
    let known = known.into_iter().map(descriptor).collect::<Result<Vec<_>, _>>()?;
    let mut options = PublicKeyCredentialCreationOptions::passkey(&rp_id, user, known);
    // Authenticators that cannot protect a key so are welcome too: whether the owner was verified is judged at every login anyway.
    options.extensions.cred_protect = CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
    let (server, client) = options.start_ceremony().map_err(refused)?;
    let state = server.encode().map_err(refused)?;
    put(portal, work, (REGISTRATION, bound_to, Some(holder.owner)), &state, now).await?;
    serde_json::to_string(&client).map_err(refused)
}

/// Registers the passkey that the browser answered with, under the name that the owner gave it.
///
/// # Errors
/// [`PasskeyError::Refused`] when the answer is not to the question of this browser; [`PasskeyError::Store`].
pub async fn finish_registration(
    portal: &Portal,
    work: &Work,
    side: Side,
    bound_to: &[u8],
    owner: Owner,
    (answer, name): (&str, &str),
    now: Timestamp,
) -> Result<(), PasskeyError> {
    let (rp_id, origins) = (rp_id(portal, side)?, [origin(portal, side)]);
    let origins = parsed_origins(&origins)?;
    let state = take(portal, work, (REGISTRATION, bound_to, Some(owner)), now).await?;
    if work.passkeys(owner).await?.len() >= MOST {
        return Err(PasskeyError::Enough);
    }
    let server = RegistrationServerState::<USER_HANDLE_MAX_LEN>::decode(&state).map_err(refused)?;
    let answer = Registration::from_json_relaxed(answer.as_bytes()).map_err(refused)?;
    let options = RegistrationVerificationOptions::<DomainOrigin<'_, '_>, DomainOrigin<'_, '_>> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let registered = server.verify(&rp_id, &answer, &options).map_err(refused)?;
    let passkey = Passkey {
        id: portal.random.id(now),
        credential_id: registered.id().as_ref().to_vec(),
        owner_kind: owner.kind().to_owned(),
        insurer_id: owner.insurer_id(),
        owner_id: owner.id(),
        name: name.to_owned(),
        transports: i64::from(registered.transports().encode().map_err(refused)?),
        static_state: registered.static_state().encode().map_err(refused)?,
        dynamic_state: registered.dynamic_state().encode().map_err(refused)?.to_vec(),
        created_at: At::from(now),
        last_used_at: None,
    };
    if work.passkey(&passkey.credential_id).await?.is_some() {
        return Err(PasskeyError::Refused("the credential is registered already".to_owned()));
    }
    Ok(work.add_passkey(&passkey).await?)
}

/// Asks for any passkey of this side: what the page's script hands to the browser, as JSON.
///
/// # Errors
/// [`PasskeyError::NoName`]; [`PasskeyError::Store`].
pub async fn begin_login(portal: &Portal, work: &Work, side: Side, bound_to: &[u8], now: Timestamp) -> Result<String, PasskeyError> {
    let rp_id = rp_id(portal, side)?;
    let (server, client) = DiscoverableCredentialRequestOptions::passkey(&rp_id).start_ceremony().map_err(refused)?;
    let state = server.encode().map_err(refused)?;
    put(portal, work, (LOGIN, bound_to, None), &state, now).await?;
    serde_json::to_string(&client).map_err(refused)
}

/// Whose passkey the browser answered with. The use is noted; of two answers with one state of the key one counts.
///
/// # Errors
/// [`PasskeyError::Refused`] when the answer is not to the question of this browser, or of a key that we do not know;
/// [`PasskeyError::Store`].
pub async fn finish_login(
    portal: &Portal,
    work: &Work,
    side: Side,
    bound_to: &[u8],
    answer: &str,
    now: Timestamp,
) -> Result<Owner, PasskeyError> {
    let (rp_id, origins) = (rp_id(portal, side)?, [origin(portal, side)]);
    let origins = parsed_origins(&origins)?;
    let state = take(portal, work, (LOGIN, bound_to, None), now).await?;
    let server = DiscoverableAuthenticationServerState::decode(&state).map_err(refused)?;
    let answer = DiscoverableAuthentication64::from_json_relaxed(answer.as_bytes()).map_err(refused)?;
    let known = work.passkey(answer.raw_id().as_ref()).await?;
    let known = known.ok_or_else(|| PasskeyError::Refused("unknown credential".to_owned()))?;
    let owner = known.owner().ok_or_else(|| unreadable("passkeys.owner_kind"))?;
    let handle = work.known_passkey_handle(owner).await?.ok_or_else(|| unreadable("passkey_users.handle"))?;
    let handle = user_handle(&handle)?;
    let dynamic: [u8; 7] = known.dynamic_state.as_slice().try_into().map_err(|_| unreadable("passkeys.dynamic_state"))?;
    let static_state = StaticState::<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>::decode(known.static_state.as_slice());
    let mut credential = AuthenticatedCredential::new(
        CredentialId::<&[u8]>::decode(known.credential_id.as_slice()).map_err(|_| unreadable("passkeys.credential_id"))?,
        &handle,
        static_state.map_err(|_| unreadable("passkeys.static_state"))?,
        DynamicState::decode(dynamic).map_err(|_| unreadable("passkeys.dynamic_state"))?,
    )
    .map_err(refused)?;
    let options = AuthenticationVerificationOptions::<DomainOrigin<'_, '_>, DomainOrigin<'_, '_>> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    server.verify(&rp_id, &answer, &mut credential, &options).map_err(refused)?;
    let now_state = credential.dynamic_state().encode().map_err(refused)?;
    match work.use_passkey(&known.credential_id, &known.dynamic_state, &now_state, At::from(now)).await? {
        true => Ok(owner),
        false => Err(PasskeyError::Refused("another use was quicker".to_owned())),
    }
}

/// Keeps the state of a ceremony: (purpose, browser, owner where one is known).
async fn put(
    portal: &Portal,
    work: &Work,
    (purpose, bound_to, owner): (&str, &[u8], Option<Owner>),
    state: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = portal.keys.factors.seal(portal.random, &sealed_for(purpose, owner), state);
    work.put_ceremony(bound_to, purpose, &sealed, At::from(now + CEREMONY)).await
}

async fn take(
    portal: &Portal,
    work: &Work,
    (purpose, bound_to, owner): (&str, &[u8], Option<Owner>),
    now: Timestamp,
) -> Result<Vec<u8>, PasskeyError> {
    let sealed = work.take_ceremony(bound_to, purpose, At::from(now)).await?;
    let sealed = sealed.ok_or_else(|| PasskeyError::Refused("no ceremony is under way".to_owned()))?;
    let plain = portal.keys.factors.open(&sealed_for(purpose, owner), &sealed);
    plain.map(|plain| plain.to_vec()).ok_or_else(|| PasskeyError::Refused("a ceremony of somebody else".to_owned()))
}

fn sealed_for(purpose: &str, owner: Option<Owner>) -> Vec<u8> {
    owner.map_or_else(|| purpose.as_bytes().to_vec(), |owner| context(purpose, owner))
}

/// The relying party: the host of this side, by its name.
fn rp_id(portal: &Portal, side: Side) -> Result<RpId, PasskeyError> {
    match side.base_url(&portal.config).host() {
        Some(Host::Domain(name)) => Ok(RpId::Domain(AsciiDomain::try_from(name.to_owned()).map_err(refused)?)),
        _ => Err(PasskeyError::NoName),
    }
}

fn origin(portal: &Portal, side: Side) -> String {
    side.origin(&portal.config)
}

fn parsed_origins(origins: &[String; 1]) -> Result<[DomainOrigin<'_, '_>; 1], PasskeyError> {
    Ok([DomainOrigin::try_from(origins[0].as_str()).map_err(refused)?])
}

fn user_handle(bytes: &[u8]) -> Result<UserHandle64, PasskeyError> {
    let bytes: [u8; USER_HANDLE_MAX_LEN] = bytes.try_into().map_err(|_| unreadable("passkey_users.handle"))?;
    UserHandle64::decode(bytes).map_err(refused)
}

fn descriptor(passkey: Passkey) -> Result<PublicKeyCredentialDescriptor<Vec<u8>>, PasskeyError> {
    let transports = u8::try_from(passkey.transports).map_err(|_| unreadable("passkeys.transports"))?;
    Ok(PublicKeyCredentialDescriptor {
        id: CredentialId::<Vec<u8>>::decode(passkey.credential_id).map_err(|_| unreadable("passkeys.credential_id"))?,
        transports: AuthTransports::decode(transports).map_err(|_| unreadable("passkeys.transports"))?,
    })
}

fn unreadable(column: &'static str) -> StoreError {
    StoreError::Unreadable { column, problem: "not as it was written".to_owned() }
}

fn refused(error: impl std::fmt::Display) -> PasskeyError {
    PasskeyError::Refused(error.to_string())
}

/// What a unit of work returns: a refusal is an answer that is kept (the ceremony is used up), an error of the database is none.
///
/// # Errors
/// [`StoreError`] alone.
pub fn settled<T>(outcome: Result<T, PasskeyError>) -> Result<Result<T, PasskeyError>, StoreError> {
    match outcome {
        Err(PasskeyError::Store(error)) => Err(error),
        outcome => Ok(outcome),
    }
}
