//! The tasks of this room, and what their columns mean.

use axum::extract::Path;

use super::errand::{look_on, questions};
use crate::{
    desk::uploads::{Room, columns, task},
    web::{Answer, DeskVisit, Fields},
};

type Which = Path<(String, i64)>;

pub(super) async fn screen(visit: DeskVisit, Path((_, task_id)): Which) -> Answer {
    let task = task::find(&visit, Room::Costs, task_id).await?;
    task::screen(&visit, &questions(&task)?, &task)
}

pub(super) async fn state(visit: DeskVisit, Path((_, task_id)): Which) -> Answer {
    task::state(&visit, Room::Costs, task_id).await
}

pub(super) async fn choose(visit: DeskVisit, Path((_, task_id)): Which, fields: Fields) -> Answer {
    let task = task::find(&visit, Room::Costs, task_id).await?;
    let look = |task, file, mapping| look_on(&visit, task, file, mapping);
    columns::choose(&visit, &questions(&task)?, task, &fields, look).await
}
