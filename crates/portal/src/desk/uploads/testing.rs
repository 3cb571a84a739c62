//! What stories of files share: sending, waiting for the page behind the one that tells how far it is, the numbers.

use madoguchi_testkit::{
    PATIENCE,
    browserless::{Client, Page},
};

/// Follows to the page behind the one that tells how far it is.
pub async fn arrive(client: &Client, sent: Page) -> Page {
    let wait = async {
        let mut page = client.get(sent.location()).await;
        loop {
            page = match page.status() {
                303 => client.get(page.location()).await,
                200 if page.heading() == "ファイルを処理しています" => client.get(page.address()).await,
                _ => return page,
            }
        }
    };
    tokio::time::timeout(12 * PATIENCE, wait).await.unwrap()
}

/// Presses a button and follows to where it leads.
pub async fn press(client: &Client, page: &Page, button: &str) -> Page {
    settled(client, page.form().press(button).await).await
}

/// The page to which an answer leads, or the answer itself.
pub async fn settled(client: &Client, answer: Page) -> Page {
    if answer.status() == 303 { arrive(client, answer).await } else { answer }
}

/// What stands behind a name of the counts: this time, last time.
pub fn counts(page: &Page, name: &str) -> (String, String) {
    let rows = page.select_texts("table.counts tbody th");
    let place = rows.iter().position(|row| row == name).unwrap_or_else(|| panic!("{name} in {rows:?}"));
    let cells = page.select_texts("table.counts tbody td");
    (cells[2 * place].clone(), cells[2 * place + 1].clone())
}
