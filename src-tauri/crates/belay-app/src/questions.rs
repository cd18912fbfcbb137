//! Questions to AWS that nobody may want an answer to any more before it comes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::error::AppError;

/// How many are remembered that were let go of before they were heard of: a word and
/// the one that takes it back travel side by side.
const EARLY: usize = 16;

/// The questions that are on their way, by the names that the window gave them. A name
/// is used once.
#[derive(Default)]
pub(crate) struct Questions(Mutex<Known>);

#[derive(Default)]
struct Known {
    open: HashMap<String, oneshot::Sender<()>>,
    early: VecDeque<String>,
}

impl Questions {
    /// The answer, unless the question is let go of before: then `answer` is dropped
    /// where it stands, and with it the call to AWS.
    ///
    /// # Errors
    /// [`AppError::LetGo`], and those of the answer.
    pub(crate) async fn ask<T>(
        &self,
        question: &str,
        answer: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, AppError> {
        let Some(let_go) = self.begin(question) else {
            return Err(AppError::LetGo);
        };
        let _open = Open {
            questions: self,
            question,
        };
        tokio::select! {
            biased;
            _ = let_go => Err(AppError::LetGo),
            answer = answer => answer,
        }
    }

    /// Nobody waits for the answer any more. One that was answered stays answered.
    pub(crate) fn let_go(&self, question: &str) {
        let mut known = self.known();
        if let Some(open) = known.open.remove(question) {
            // The other end is gone when the answer came in this moment.
            let _ = open.send(());
            return;
        }
        known.early.push_back(question.to_owned());
        if known.early.len() > EARLY {
            known.early.pop_front();
        }
    }

    fn begin(&self, question: &str) -> Option<oneshot::Receiver<()>> {
        let mut known = self.known();
        if let Some(at) = known.early.iter().position(|early| early == question) {
            known.early.remove(at);
            return None;
        }
        let (open, let_go) = oneshot::channel();
        known.open.insert(question.to_owned(), open);
        Some(let_go)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question on its way; forgotten when it is answered, let go of or dropped.
struct Open<'q> {
    questions: &'q Questions,
    question: &'q str,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.questions.known().open.remove(self.question);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::future::pending;
    use std::sync::Arc;

    use super::*;

    /// Says when it is dropped: as a call to AWS that is cut off would.
    struct Call(Option<oneshot::Sender<()>>);

    impl Drop for Call {
        fn drop(&mut self) {
            let _ = self.0.take().unwrap().send(());
        }
    }

    #[tokio::test]
    async fn a_question_that_is_let_go_of_stops_the_call_and_no_other_one() {
        let questions = Arc::new(Questions::default());
        let ask = |name: &'static str| {
            let (dropped, is_dropped) = oneshot::channel();
            let (begun, has_begun) = oneshot::channel();
            let questions = questions.clone();
            let asked = tokio::spawn(async move {
                let call = async move {
                    let _call = Call(Some(dropped));
                    let _ = begun.send(());
                    pending::<Result<(), AppError>>().await
                };
                questions.ask(name, call).await
            });
            (asked, has_begun, is_dropped)
        };
        let (first, first_begun, first_dropped) = ask("first");
        let (second, second_begun, mut second_dropped) = ask("second");
        first_begun.await.unwrap();
        second_begun.await.unwrap();
        questions.let_go("first");
        first_dropped.await.unwrap();
        assert!(matches!(first.await.unwrap(), Err(AppError::LetGo)));
        assert!(second_dropped.try_recv().is_err(), "the other one goes on");
        assert!(!second.is_finished());
        questions.let_go("second");
        assert!(matches!(second.await.unwrap(), Err(AppError::LetGo)));
        assert!(questions.known().open.is_empty());
    }

    #[tokio::test]
    async fn what_is_let_go_of_before_it_is_heard_of_is_never_asked() {
        let questions = Questions::default();
        questions.let_go("q");
        let asked = questions.ask("q", async { panic!("AWS was asked") }).await;
        assert!(matches!(asked, Err::<(), _>(AppError::LetGo)));
    }

    #[tokio::test]
    async fn an_answer_that_came_first_stands_and_nothing_is_kept() {
        let questions = Questions::default();
        assert_eq!(questions.ask("q", async { Ok(7) }).await.unwrap(), 7);
        assert!(questions.known().open.is_empty());
        for late in 0..100 {
            questions.let_go(&late.to_string());
        }
        assert_eq!(questions.known().early.len(), EARLY);
    }
}
