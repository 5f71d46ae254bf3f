//! What is wrong with a database that fails, as far as it says so by a code.

/// Why a statement failed, where waiting or more room would help.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// No room on its disk.
    Full,
    /// Another program keeps it locked, or everyone wants it at once.
    Busy,
    /// It is stopped, starting, or not to be reached.
    Gone,
}

/// Why the database failed; `None`: for another reason.
pub fn trouble(error: &sqlx::Error) -> Option<Trouble> {
    match error {
        sqlx::Error::PoolTimedOut => Some(Trouble::Busy),
        sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Some(Trouble::Gone),
        sqlx::Error::Database(error) => of_code(error.code()?.as_ref()),
        _ => None,
    }
}

fn of_code(code: &str) -> Option<Trouble> {
    // PostgreSQL has five characters, SQLite a number whose lowest byte is the kind.
    if code.len() == 5 {
        return match code {
            "53100" => Some(Trouble::Full),
            "53200" | "53300" | "55P03" | "57014" | "40001" | "40P01" => Some(Trouble::Busy),
            // The last: it may only be read, since another one writes now.
            "57P01" | "57P02" | "57P03" | "25006" => Some(Trouble::Gone),
            _ => code.starts_with("08").then_some(Trouble::Gone),
        };
    }
    match code.parse::<u32>().ok()? & 0xff {
        13 => Some(Trouble::Full),
        // A file that may not grow fails as a write.
        10 if code == "778" => Some(Trouble::Full),
        5 | 6 => Some(Trouble::Busy),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_understood() {
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_CONSTRAINT_UNIQUE.
        let sqlite = ["13", "778", "5", "517", "2067"].map(of_code);
        let (full, busy) = (Some(Trouble::Full), Some(Trouble::Busy));
        assert_eq!(sqlite, [full, full, busy, busy, None]);
        // disk_full, lock_not_available, query_canceled, admin_shutdown, connection_failure, read_only_sql_transaction,
        // unique_violation.
        let postgres = ["53100", "55P03", "57014", "57P01", "08006", "25006", "23505"].map(of_code);
        let gone = Some(Trouble::Gone);
        assert_eq!(postgres, [full, busy, busy, gone, gone, gone, None]);
    }
}
