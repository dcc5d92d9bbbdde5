/** The model of the TweetEval platform. versions/ builds the same schema, one step at a time. */
package com.example.tweeteval;
