//! The figures that the desk's pages show and that would cost too much to count at each look: registered of eligible, by day, and how
//! many agreed to which version of the terms.

use madoguchi_store::{At, Day, StoreError, Work};

use crate::portal::Portal;

/// Counts once for every insurer; answers how many insurers. Each is a reading of its own and a short write: nobody waits for it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn run_once(portal: &Portal) -> Result<u64, StoreError> {
    let insurers = portal.store.read(|work| async move { work.insurers().await }).await?;
    for insurer_id in insurers.iter().map(|insurer| insurer.id) {
        let (at, today) = (At::from(portal.clock.now()), Day::from(portal.clock.today()));
        let count = |work: Work| async move {
            Ok((work.count_registration(insurer_id, today, at).await?, work.count_agreements(insurer_id, at).await?))
        };
        let (registration, agreed) = &portal.store.read(count).await?;
        let keep = |work: Work| async move {
            work.put_registration_day(registration).await?;
            for version in agreed {
                work.put_agreed(insurer_id, version).await?;
            }
            Ok(())
        };
        portal.store.write(keep).await?;
    }
    Ok(insurers.len() as u64)
}
