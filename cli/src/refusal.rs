//! What a line gets that cannot be answered: `{"line": 17, "problems": [...]}` in its place.

use quotient::{Code, Problem, Problems};
use serde_json::{Value, json};

/// Why a line cannot be answered, every reason.
#[derive(Debug)]
pub struct Refusal(Vec<Placed>);

/// A problem, and in which field of the line its pointer starts.
#[derive(Debug)]
struct Placed {
    /// `None`: the pointer is one into the line itself.
    within: Option<&'static str>,
    problem: Problem,
}

impl Refusal {
    /// A problem with the line as a whole.
    pub fn line(code: Code, message: impl Into<String>) -> Self {
        Refusal::at("", code, message)
    }

    /// A problem with something in the line.
    pub fn at(path: &str, code: Code, message: impl Into<String>) -> Self {
        Refusal::of(None, &Problem::new(code, path, message).into())
    }

    /// The engine's problems with a field of the line, or with the line itself.
    pub fn of(within: Option<&'static str>, problems: &Problems) -> Self {
        let placed = |problem: &Problem| Placed { within, problem: problem.clone() };
        Refusal(problems.iter().map(placed).collect())
    }

    /// The same problems with a part of the line that is further in.
    pub fn under(mut self, path: &str) -> Self {
        for placed in &mut self.0 {
            placed.problem.path.insert_str(0, path);
        }
        self
    }

    /// The same problems with a line that is one side of two.
    pub fn within(mut self, side: &'static str) -> Self {
        for placed in &mut self.0 {
            placed.within = Some(side);
        }
        self
    }

    /// What takes the place of the answer.
    pub fn to_json(&self, line: u64) -> String {
        json!({"line": line, "problems": self.problems()}).to_string()
    }

    /// The problems alone.
    pub fn problems(&self) -> Value {
        self.0.iter().map(Placed::to_value).collect()
    }
}

impl Placed {
    fn to_value(&self) -> Value {
        let problem = &self.problem;
        let mut told =
            json!({"code": problem.code.as_str(), "message": problem.message, "path": problem.path});
        if let Some(within) = self.within {
            told["in"] = within.into();
        }
        told
    }
}

/// Both, or what is wrong with either.
pub fn both<A, B>(a: Result<A, Refusal>, b: Result<B, Refusal>) -> Result<(A, B), Refusal> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut a), Err(b)) => {
            a.0.extend(b.0);
            Err(a)
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    }
}
