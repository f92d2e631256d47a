//! SeaORM: a query gives its text, and its errors have those of sqlx in them, which tell their status.

use std::error::Error;

use rina_trace::db::RowCount;
use rina_trace::traced_db;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectOptions, Database, DbBackend, Insert, QueryTrait, Select, Set};

mod user {
    //! The table of users.
    #![allow(unreachable_pub, reason = "what is derived is public")]

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn by_name(name: &str) -> Select<user::Entity> {
    user::Entity::find().filter(user::Column::Name.eq(name))
}

fn named(name: &str) -> Insert<user::ActiveModel> {
    Insert::one(user::ActiveModel { name: Set(name.to_owned()), ..Default::default() })
}

#[traced_db(
    system = "sqlite",
    query = named(name).build(DbBackend::Sqlite).sql,
    rows = |inserted| RowCount::Affected(*inserted)
)]
async fn insert(database: &DatabaseConnection, name: &str) -> Result<u64, DbErr> {
    named(name).exec_without_returning(database).await
}

#[traced_db(system = "sqlite", query = by_name(name).build(DbBackend::Sqlite).sql)]
async fn find(database: &DatabaseConnection, name: &str) -> Result<Vec<user::Model>, DbErr> {
    by_name(name).all(database).await
}

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    let database = Database::connect(options.max_connections(1).to_owned()).await?;
    database
        .execute_unprepared("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
        .await?;
    insert(&database, "Ada").await?;
    assert!(insert(&database, "Ada").await.is_err(), "the name is there already");
    let found = find(&database, "Ada").await?;
    assert!(matches!(&*found, [user] if user.id == 1 && user.name == "Ada"));
    Ok(())
}
